import type { Tx } from '#platform/app.ts'

import { roomStream } from '../room.ts'
import { updateRole } from '../store/memberships.ts'
import { postSystem } from './post-system.ts'

/**
 * Makes a member the owner and tells the room. The former owner must be an owner no longer by then: the database
 * keeps one owner for each room. The room is locked by whoever calls.
 */
export async function changeOwner(
  tx: Tx,
  change: { roomId: string; actorId: string; person: { id: string; name: string } },
): Promise<void> {
  const { roomId, actorId, person } = change
  await updateRole(tx.db, roomId, person.id, 'owner')
  await tx.audit({ action: 'member.role', actorId, personId: person.id, roomId, detail: { role: 'owner' } })
  await tx.announce(roomStream(roomId), {
    kind: 'member.changed',
    actorId,
    payload: { personId: person.id, role: 'owner' },
  })
  await postSystem(tx, {
    roomId,
    actorId,
    body: `${person.name} owns this room now`,
    detail: { type: 'room.owner-changed', personId: person.id },
  })
}
