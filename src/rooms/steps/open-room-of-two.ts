import { listPeople } from '#accounts'
import type { Tx } from '#platform/app.ts'
import { newId } from '#platform/ids.ts'
import { missing } from '#platform/refusal.ts'

import { findRoomOfTwo } from '../store/memberships.ts'
import { insertRoom } from '../store/rooms.ts'
import { admit } from './admit.ts'

const longestName = 80

/**
 * The room in which two people are alone, in the caller's change: their oldest, or a new one that the first of them owns. Two
 * that open it at once make one room, as long as both have locked something of these two people before (availability.lockBusy).
 */
export async function openRoomOfTwo(tx: Tx, ownerId: string, otherId: string): Promise<string> {
  const known = await findRoomOfTwo(tx.db, ownerId, otherId)
  if (known !== undefined) return known
  const people = await listPeople(tx.db, [ownerId, otherId])
  const owner = people.find(({ id }) => id === ownerId)
  const other = people.find(({ id }) => id === otherId)
  if (!owner || !other) throw missing()
  const roomId = newId(tx.now)
  const name = nameOf(owner.name, other.name)
  await insertRoom(tx.db, { id: roomId, name, createdAt: tx.now, isForTwo: true })
  for (const person of [owner, other])
    await admit(tx, { roomId, person, role: person === owner ? 'owner' : 'member' })
  return roomId
}

function nameOf(ownerName: string, otherName: string): string {
  const both = `${ownerName} and ${otherName}`
  return both.length <= longestName ? both : `${both.slice(0, longestName - 1)}…`
}
