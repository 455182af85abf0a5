import { findPerson } from '#accounts'
import type { App } from '#platform/app.ts'

import { roomStream } from '../room.ts'
import { listRoomIdsOf } from '../store/rooms.ts'

/** Tells each room a person is in what they are called now and where their clock stands. */
export async function tellMemberChanged(app: App, personId: string): Promise<void> {
  await app.transaction(async (tx) => {
    const person = await findPerson(tx.db, personId)
    if (!person) return
    const payload = { personId, name: person.name, timeZone: person.timeZone }
    for (const roomId of await listRoomIdsOf(tx.db, personId)) {
      await tx.announce(roomStream(roomId), { kind: 'member.changed', actorId: personId, payload })
    }
  })
}
