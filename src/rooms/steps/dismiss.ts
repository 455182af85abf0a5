import * as notifications from '#notifications'
import type { Tx } from '#platform/app.ts'

import { personStream, roomStream } from '../room.ts'
import { deleteMembership } from '../store/memberships.ts'
import { changeOwner } from './change-owner.ts'
import { postSystem } from './post-system.ts'

/**
 * Ends a membership, tells the room why, and closes the room on the person's open pages at once. Later modules hear it
 * as the fact `rooms.member-left`. The room is locked by whoever calls.
 */
export async function dismiss(
  tx: Tx,
  leaving: {
    roomId: string
    personId: string
    removedById: string | null
    body: string
    /** Who owns the room next, if its owner leaves. */
    successor?: { id: string; name: string } | undefined
  },
): Promise<void> {
  const { roomId, personId, removedById, body } = leaving
  const actorId = removedById ?? personId
  await deleteMembership(tx.db, roomId, personId)
  await tx.announce(roomStream(roomId), { kind: 'member.left', actorId, payload: { personId } })
  const type = removedById === null ? 'member.left' : 'member.removed'
  await postSystem(tx, { roomId, actorId, body, detail: { type, personId } })
  await tx.audit({ action: type, actorId, roomId, ...(removedById !== null && { personId }) })
  if (leaving.successor) await changeOwner(tx, { roomId, actorId, person: leaving.successor })
  await tx.announce(personStream(personId), {
    kind: 'stream.closed',
    actorId,
    payload: { stream: roomStream(roomId) },
  })
  await notifications.closeWayToRoom(tx, personId, roomId)
  await tx.enqueue({ name: 'rooms.member-left', data: { roomId, personId, removedById } })
}
