import type { Tx } from '#platform/app.ts'

import { presentMember } from '../contract/room.ts'
import { personStream, type Role, roomStream } from '../room.ts'
import { insertMembership } from '../store/memberships.ts'
import { postSystem } from './post-system.ts'

/**
 * Makes a person a member and tells the room, then the person, whose open pages hear the room from now on. What was
 * said before counts as read. The room is locked by whoever calls.
 */
export async function admit(
  tx: Tx,
  admission: {
    roomId: string
    person: { id: string; name: string; timeZone: string }
    role: Role
    /** What the room says about it; nothing for the first of all. */
    body?: string
  },
): Promise<void> {
  const { roomId, person, role, body } = admission
  const membership = { personId: person.id, role, joinedAt: tx.now }
  const member = presentMember({ ...membership, name: person.name, timeZone: person.timeZone })
  const seq = await tx.number(roomStream(roomId), {
    kind: 'member.joined',
    actorId: person.id,
    payload: { member },
  })
  await insertMembership(tx.db, { ...membership, roomId, readSeq: seq })
  if (body !== undefined) {
    const detail = { type: 'member.joined', personId: person.id }
    await postSystem(tx, { roomId, actorId: person.id, body, detail })
  }
  await tx.audit({ action: 'member.added', actorId: person.id, roomId, detail: { role } })
  await tx.announce(personStream(person.id), {
    kind: 'stream.opened',
    actorId: person.id,
    payload: { stream: roomStream(roomId) },
  })
}
