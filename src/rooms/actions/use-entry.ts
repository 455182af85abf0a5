import { findPerson, markAddressVerified } from '#accounts'
import type { App, Tx } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { hashToken } from '#platform/ids.ts'
import { missing } from '#platform/refusal.ts'

import { type EntryRecord, judgeEntry } from '../entry.ts'
import { countEntryUse, findEntryByHash, takeEntry } from '../store/entries.ts'
import { listMemberships } from '../store/memberships.ts'
import { findRoomOf, takeRoom } from '../store/rooms.ts'
import { admit } from '../steps/admit.ts'

/**
 * Comes into the room by an entry. Who is in already just gets there, and uses nothing up. Refuses an unknown token
 * (404), one that is used, expired or revoked (409), and one mailed to another address (403).
 */
export async function useEntry(
  app: App,
  caller: Caller,
  input: { token: string },
): Promise<{ roomId: string }> {
  return await app.transaction(async (tx) => {
    const found = await findEntryByHash(tx.db, hashToken(input.token))
    if (!found) throw missing()
    const { roomId } = found
    await takeRoom(tx.db, roomId)
    if (await findRoomOf(tx.db, roomId, caller.personId)) return { roomId }
    // Read again under its lock: uses are counted one at a time.
    const entry = await takeEntry(tx.db, found.id)
    if (!entry) throw missing()
    judgeEntry(entry, caller.email, tx.now)
    await comeIn(tx, entry, caller)
    return { roomId }
  })
}

async function comeIn(tx: Tx, entry: EntryRecord, caller: Caller): Promise<void> {
  const { roomId } = entry
  const person = await findPerson(tx.db, caller.personId)
  if (!person) throw missing()
  await countEntryUse(tx.db, entry.id)
  await tx.audit({
    action: 'entry.used',
    actorId: person.id,
    roomId,
    subjectId: entry.id,
    detail: { kind: entry.kind },
  })
  // A room that everybody left belongs to whoever comes in first.
  const isEmpty = (await listMemberships(tx.db, roomId)).length === 0
  await admit(tx, { roomId, person, role: isEmpty ? 'owner' : 'member', body: `${person.name} joined` })
  // Whoever holds a mailed token reads that mailbox.
  if (entry.kind === 'mail') await markAddressVerified(tx, person.id)
  await tx.enqueue({ name: 'rooms.member-joined', data: { roomId, personId: person.id } })
}
