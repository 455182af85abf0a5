import { findPerson } from '#accounts'
import type { App } from '#platform/app.ts'

import { lockRoom } from '../access.ts'
import { successorOf } from '../room.ts'
import { listMemberships } from '../store/memberships.ts'
import { dismiss } from './dismiss.ts'

/** Leaves a room. When its owner leaves, the longest member follows; the last one leaves an empty room behind. */
export async function quitRoom(app: App, personId: string, roomId: string): Promise<void> {
  await app.transaction(async (tx) => {
    const room = await lockRoom(tx.db, roomId, personId)
    const others = (await listMemberships(tx.db, roomId)).filter((member) => member.personId !== personId)
    const person = await findPerson(tx.db, personId)
    const heir = room.role === 'owner' ? successorOf(others) : undefined
    const successor = heir && ((await findPerson(tx.db, heir.personId)) ?? undefined)
    await dismiss(tx, { roomId, personId, removedById: null, body: `${person?.name} left`, successor })
  })
}
