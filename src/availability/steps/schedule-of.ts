import * as accounts from '#accounts'
import type { Db } from '#platform/database.ts'
import { missing } from '#platform/refusal.ts'

import { type Schedule, usualSchedule } from '../schedule.ts'
import { findSchedule } from '../store.ts'

/** The person's schedule; the usual one in their zone while none is saved. Throws missing() for nobody. */
export async function scheduleOf(db: Db, personId: string): Promise<Schedule> {
  const saved = await findSchedule(db, personId)
  if (saved) return saved
  const person = await accounts.findPerson(db, personId)
  if (!person) throw missing()
  return usualSchedule(person.timeZone)
}
