import type { z } from 'zod'

import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import type { changeProfile as contract } from '../contract.ts'
import type { Person } from '../person.ts'
import { updateProfile } from '../store/people.ts'

type Changes = z.output<typeof contract.body>

/** Changes how the caller is called and how times are written for them; the rooms they are in hear of it. */
export async function changeProfile(app: App, caller: Caller, changes: Changes): Promise<Person> {
  return app.transaction(async (tx) => {
    const person = await updateProfile(tx.db, caller.personId, changes)
    if (changes.name !== undefined || changes.timeZone !== undefined) {
      await tx.enqueue({ name: 'accounts.person-changed', data: { personId: person.id } })
    }
    await tx.announce(`u:${person.id}`, { kind: 'me.changed', actorId: person.id, payload: {} })
    return person
  })
}
