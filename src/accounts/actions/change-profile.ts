import type { z } from 'zod'

import type { App, Tx } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { countWrite } from '#platform/rate-limits.ts'
import { DAY } from '#time/instant.ts'

import type { changeProfile as contract } from '../contract/me.ts'
import { handleTaken, mostHandles } from '../handle.ts'
import type { Person } from '../person.ts'
import { findHandle, takeHandle } from '../store/handles.ts'
import { updateProfile } from '../store/people.ts'

const handlesADay = { tries: 10, windowMs: DAY }

type Changes = z.output<typeof contract.body>

/** Changes how the caller is called and found, and how times are written for them; the rooms they are in hear of it. */
export async function changeProfile(app: App, caller: Caller, changes: Changes): Promise<Person> {
  return app.transaction(async (tx) => {
    if (changes.handle !== undefined) await changeHandle(tx, caller.personId, changes.handle)
    const person = await updateProfile(tx.db, caller.personId, changes)
    if (changes.name !== undefined || changes.timeZone !== undefined) {
      await tx.enqueue({ name: 'accounts.person-changed', data: { personId: person.id } })
    }
    await tx.announce(`u:${person.id}`, { kind: 'me.changed', actorId: person.id, payload: {} })
    return person
  })
}

// Names are taken one after another, so that nobody gathers them.
async function changeHandle(tx: Tx, personId: string, handle: string): Promise<void> {
  if ((await findHandle(tx.db, personId)) === handle) return
  await countWrite(tx, `handle|${personId}`, handlesADay)
  const isTheirs = await takeHandle(tx.db, { personId, handle, keeps: mostHandles - 1, now: tx.now })
  if (!isTheirs) throw handleTaken()
}
