import { findPerson } from '#accounts'
import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { hashToken } from '#platform/ids.ts'

import { type EntryState, entryState } from '../entry.ts'
import { findEntryByHash } from '../store/entries.ts'
import { findRoomOf } from '../store/rooms.ts'

type EntryShown = {
  state: EntryState | 'unknown'
  inviterName: string | null
  email: string | null
  roomId: string | null
}

/** What whoever holds an entry may know: who brings them in and whether it is still good; the room only once they are in it. */
export async function readEntry(app: App, caller: Caller | null, token: string): Promise<EntryShown> {
  const entry = await findEntryByHash(app.db, hashToken(token))
  if (!entry) return { state: 'unknown', inviterName: null, email: null, roomId: null }
  const inviter = await findPerson(app.db, entry.createdById)
  const room = caller && (await findRoomOf(app.db, entry.roomId, caller.personId))
  return {
    state: entryState(entry, app.now()),
    inviterName: inviter?.name ?? null,
    email: entry.email,
    roomId: room?.id ?? null,
  }
}
