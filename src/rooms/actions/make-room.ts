import { findPerson } from '#accounts'
import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { newId } from '#platform/ids.ts'
import { countWrite } from '#platform/rate-limits.ts'
import { missing } from '#platform/refusal.ts'
import { HOUR } from '#time/instant.ts'

import { insertRoom } from '../store/rooms.ts'
import { admit } from '../steps/admit.ts'

const roomsAnHour = { tries: 60, windowMs: HOUR }

/** Makes a room; its maker owns it and is its first member. */
export async function makeRoom(
  app: App,
  caller: Caller,
  input: { name: string },
): Promise<{ roomId: string }> {
  return await app.transaction(async (tx) => {
    await countWrite(tx, `room|${caller.personId}`, roomsAnHour)
    const maker = await findPerson(tx.db, caller.personId)
    if (!maker) throw missing()
    const roomId = newId(tx.now)
    await insertRoom(tx.db, { id: roomId, name: input.name, createdAt: tx.now, isForTwo: false })
    await admit(tx, { roomId, person: maker, role: 'owner' })
    return { roomId }
  })
}
