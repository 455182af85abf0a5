import { findPerson, listPeople } from '#accounts'
import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { accessRoom } from '../access.ts'
import { type Entry, presentEntry } from '../contract/entry.ts'
import { type EntryRecord, mayRevoke, placeOfToken } from '../entry.ts'
import { listGoodEntries } from '../store/entries.ts'

/** The ways into a room that are still good, the newest first. */
export async function listEntries(app: App, caller: Caller, roomId: string): Promise<Entry[]> {
  const room = await accessRoom(app.db, roomId, caller.personId)
  const now = app.now()
  const entries = await listGoodEntries(app.db, roomId, now)
  const makers = await listPeople(app.db, [...new Set(entries.map((entry) => entry.createdById))])
  const names = new Map(makers.map((maker) => [maker.id, maker.name]))
  return entries.map((entry) =>
    presentEntry(entry, {
      url: addressOfLink(app, entry),
      createdByName: names.get(entry.createdById) ?? '',
      mayRevoke: mayRevoke(entry, caller.personId, room.role),
      now,
    }),
  )
}

/** An entry as its maker sees it right after making it. */
export async function showNewEntry(app: App, caller: Caller, entry: EntryRecord): Promise<Entry> {
  const maker = await findPerson(app.db, caller.personId)
  return presentEntry(entry, {
    url: addressOfLink(app, entry),
    createdByName: maker?.name ?? '',
    mayRevoke: true,
    now: app.now(),
  })
}

function addressOfLink(app: App, entry: EntryRecord): string | null {
  if (entry.tokenSealed === null) return null
  const token = app.sealer.open(placeOfToken(entry.id), entry.tokenSealed)
  return new URL(`/enter/${token}`, app.config.publicUrl).href
}
