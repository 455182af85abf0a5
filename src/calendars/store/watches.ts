import type { Selectable } from 'kysely'

import type { Calendars } from '#db/tables.ts'
import { type Db, instant } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { Watch, WatchScope } from '../port.ts'
import type { ProviderName } from '../providers.ts'

const unwatched = { watch_id: null, watch_resource: null, watch_secret_hash: null, watch_expires_at: null }

/** Notes that a watch is being asked for, so that the provider's question whether this is us is answered. */
export async function expectWatch(db: Db, calendarId: string, until: Instant): Promise<void> {
  await db
    .updateTable('calendars')
    .set({ watch_pending_until: new Date(until) })
    .where('id', '=', calendarId)
    .execute()
}

/** Whether any watch of this kind of calendar is being asked for. */
export async function isWatchExpected(db: Db, provider: ProviderName, now: Instant): Promise<boolean> {
  const row = await db
    .selectFrom('calendars')
    .innerJoin('calendar_links', 'calendar_links.id', 'calendars.link_id')
    .select('calendars.id')
    .where('provider', '=', provider)
    .where('watch_pending_until', '>', instant(now))
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/**
 * Keeps a new watch in place of the one before, or notes that there is none and not to ask before an instant. Answers whether the
 * calendar is still read: its link may have ended while the watch was asked for.
 */
export async function saveWatch(
  db: Db,
  calendarId: string,
  kept: { watch: Watch; secretHash: string } | { notBefore: Instant },
): Promise<boolean> {
  const watch = 'watch' in kept ? kept.watch : null
  const { numUpdatedRows } = await db
    .updateTable('calendars')
    .set({
      watch_id: watch?.id ?? null,
      watch_resource: watch?.resourceId ?? null,
      watch_secret_hash: 'watch' in kept ? kept.secretHash : null,
      watch_expires_at: new Date('watch' in kept ? kept.watch.expiresAt : kept.notBefore),
      watch_pending_until: null,
    })
    .where('id', '=', calendarId)
    .where((eb) => eb.or([eb('counts_as_busy', '=', true), eb('receives', '=', true)]))
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Forgets the watches of a link, so that each is asked for anew. */
export async function dropWatches(db: Db, linkId: string): Promise<void> {
  await db.updateTable('calendars').set(unwatched).where('link_id', '=', linkId).execute()
}

/** Forgets a watch that was ended. */
export async function dropWatch(db: Db, watchId: string): Promise<void> {
  await db.updateTable('calendars').set(unwatched).where('watch_id', '=', watchId).execute()
}

/** Has a watch renewed by the next reading, in spite of what its provider said of its end. */
export async function endWatchEarly(db: Db, watchId: string, now: Instant): Promise<void> {
  await db
    .updateTable('calendars')
    .set({ watch_expires_at: new Date(now) })
    .where('watch_id', '=', watchId)
    .execute()
}

/** Notes that a watch goes on. */
export async function noteRenewed(db: Db, watchId: string, until: Instant): Promise<void> {
  await db
    .updateTable('calendars')
    .set({ watch_expires_at: new Date(until) })
    .where('watch_id', '=', watchId)
    .execute()
}

/**
 * The watch that tells of a calendar, the longest of several; it may have been opened for another one of the account. Without
 * one, before when not to ask for it.
 */
export async function findWatch(
  db: Db,
  { id, linkId }: { id: string; linkId: string },
  scope: WatchScope,
): Promise<{ watch: Watch | null; notBefore: Instant }> {
  const rows = await db
    .selectFrom('calendars')
    .selectAll()
    .where((eb) => (scope === 'account' ? eb('link_id', '=', linkId) : eb('id', '=', id)))
    .execute()
  const kept = rows.flatMap((row) => readWatch(row) ?? [])
  const [watch] = kept.toSorted((one, other) => other.expiresAt - one.expiresAt)
  if (watch) return { watch, notBefore: Number.NEGATIVE_INFINITY }
  const own = rows.find((row) => row.id === id)
  return { watch: null, notBefore: own?.watch_expires_at ?? Number.NEGATIVE_INFINITY }
}

/** The watches of a link. */
export async function listWatches(db: Db, linkId: string): Promise<Watch[]> {
  const rows = await db.selectFrom('calendars').selectAll().where('link_id', '=', linkId).execute()
  return rows.flatMap((row) => readWatch(row) ?? [])
}

/** A watch by which a notice came, and the hash of the secret it must bring. */
export type Watched = {
  watchId: string
  calendarId: string
  linkId: string
  resourceId: string
  secretHash: string
}

/** The watch of this id; null when nobody watches so. */
export async function findWatched(db: Db, watchId: string): Promise<Watched | null> {
  const row = await db
    .selectFrom('calendars')
    .select(['id', 'link_id', 'watch_resource', 'watch_secret_hash'])
    .where('watch_id', '=', watchId)
    .executeTakeFirst()
  if (!row || row.watch_secret_hash === null) return null
  const { id: calendarId, link_id: linkId, watch_secret_hash: secretHash } = row
  return { watchId, calendarId, linkId, resourceId: row.watch_resource ?? '', secretHash }
}

function readWatch(row: Selectable<Calendars>): Watch | null {
  if (row.watch_id === null || row.watch_expires_at === null) return null
  return { id: row.watch_id, resourceId: row.watch_resource ?? '', expiresAt: row.watch_expires_at }
}
