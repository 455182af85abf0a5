import { findPerson } from '#accounts'
import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { missing } from '#platform/refusal.ts'

import { lockOwnRoom } from '../access.ts'
import { roomStream } from '../room.ts'
import { updateRole } from '../store/memberships.ts'
import { findRoomOf } from '../store/rooms.ts'
import { changeOwner } from '../steps/change-owner.ts'

/** Makes another member the owner. Owner only; somebody outside the room is missing (404), oneself changes nothing. */
export async function handOverRoom(
  app: App,
  caller: Caller,
  input: { roomId: string; personId: string },
): Promise<void> {
  const { roomId, personId } = input
  const actorId = caller.personId
  await app.transaction(async (tx) => {
    await lockOwnRoom(tx.db, roomId, actorId)
    if (personId === actorId) return
    const person = await findPerson(tx.db, personId)
    if (!person || !(await findRoomOf(tx.db, roomId, personId))) throw missing()
    await updateRole(tx.db, roomId, actorId, 'member')
    await tx.announce(roomStream(roomId), {
      kind: 'member.changed',
      actorId,
      payload: { personId: actorId, role: 'member' },
    })
    await changeOwner(tx, { roomId, actorId, person })
  })
}
