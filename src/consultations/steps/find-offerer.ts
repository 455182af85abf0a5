import * as accounts from '#accounts'
import type { Db } from '#platform/database.ts'
import { missing } from '#platform/refusal.ts'

import type { Offering } from '../contract.ts'

/** Who is found under a handle, however it is spelt, or was before they changed it. Throws missing() for nobody. */
export async function findOfferer(db: Db, handle: string): Promise<Offering['offerer']> {
  const found = await accounts.findPersonByHandle(db, handle.toLowerCase())
  const person = found && (await accounts.findPerson(db, found.personId))
  if (!person) throw missing()
  return { personId: person.id, handle: found.current, name: person.name, timeZone: person.timeZone }
}
