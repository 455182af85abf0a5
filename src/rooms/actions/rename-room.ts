import { findPerson } from '#accounts'
import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { lockOwnRoom } from '../access.ts'
import { roomStream } from '../room.ts'
import { updateRoomName } from '../store/rooms.ts'
import { postSystem } from '../steps/post-system.ts'

/** Renames a room and says so in it. Owner only. The same name changes nothing. */
export async function renameRoom(
  app: App,
  caller: Caller,
  input: { roomId: string; name: string },
): Promise<void> {
  const { roomId, name } = input
  const actorId = caller.personId
  await app.transaction(async (tx) => {
    const room = await lockOwnRoom(tx.db, roomId, actorId)
    if (room.name === name) return
    await updateRoomName(tx.db, roomId, name)
    await tx.announce(roomStream(roomId), { kind: 'room.renamed', actorId, payload: { name } })
    const actor = await findPerson(tx.db, actorId)
    await postSystem(tx, {
      roomId,
      actorId,
      body: `${actor?.name} named the room ${name}`,
      detail: { type: 'room.renamed', from: room.name, to: name },
    })
  })
}
