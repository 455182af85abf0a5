import { listPeople } from '#accounts'
import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { conflict, missing } from '#platform/refusal.ts'

import { lockOwnRoom } from '../access.ts'
import { revokeWaysBack } from '../store/entries.ts'
import { findRoomOf } from '../store/rooms.ts'
import { dismiss } from '../steps/dismiss.ts'

/**
 * Removes a member, at once and on every open page. The room's entry links stop working with it, since the person may
 * have kept one. Owner only; owners hand over or leave instead (409 owner_cannot_be_removed).
 */
export async function removeMember(
  app: App,
  caller: Caller,
  input: { roomId: string; personId: string },
): Promise<void> {
  const { roomId, personId } = input
  await app.transaction(async (tx) => {
    await lockOwnRoom(tx.db, roomId, caller.personId)
    if (personId === caller.personId) {
      throw conflict('owner_cannot_be_removed', 'You own this room. Hand it over first, or leave it.')
    }
    if (!(await findRoomOf(tx.db, roomId, personId))) throw missing()
    const people = await listPeople(tx.db, [caller.personId, personId])
    const owner = people.find((one) => one.id === caller.personId)
    const person = people.find((one) => one.id === personId)
    if (!owner || !person) throw missing()
    await revokeWaysBack(tx.db, roomId, { personId, email: person.email }, tx.now)
    await dismiss(tx, {
      roomId,
      personId,
      removedById: owner.id,
      body: `${owner.name} removed ${person.name}`,
    })
  })
}
