import type { Selectable } from 'kysely'

import type { Calendars } from '#db/tables.ts'
import { type Db, instant } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { Watch } from '../port.ts'
import type { ProviderName } from '../providers.ts'

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

/** Keeps a new watch in place of the one before, or notes that there is none and not to ask before an instant. */
export async function saveWatch(
  db: Db,
  calendarId: string,
  kept: { watch: Watch; secretHash: string } | { notBefore: Instant },
): Promise<void> {
  const watch = 'watch' in kept ? kept.watch : null
  await db
    .updateTable('calendars')
    .set({
      watch_id: watch?.id ?? null,
      watch_resource: watch?.resourceId ?? null,
      watch_secret_hash: 'watch' in kept ? kept.secretHash : null,
      watch_expires_at: new Date('watch' in kept ? kept.watch.expiresAt : kept.notBefore),
      watch_pending_until: null,
    })
    .where('id', '=', calendarId)
    .execute()
}

/** Forgets the watches of a link, so that each is asked for anew. */
export async function dropWatches(db: Db, linkId: string): Promise<void> {
  await db
    .updateTable('calendars')
    .set({ watch_id: null, watch_resource: null, watch_secret_hash: null, watch_expires_at: null })
    .where('link_id', '=', linkId)
    .execute()
}

/** Forgets a watch that is no more. */
export async function dropWatch(db: Db, calendarId: string): Promise<void> {
  await db
    .updateTable('calendars')
    .set({ watch_id: null, watch_resource: null, watch_secret_hash: null, watch_expires_at: null })
    .where('id', '=', calendarId)
    .execute()
}

/** The watch of a calendar, if it has one; without one, before when not to ask for it. */
export async function findWatch(
  db: Db,
  calendarId: string,
): Promise<{ watch: Watch | null; notBefore: Instant }> {
  const row = await db.selectFrom('calendars').selectAll().where('id', '=', calendarId).executeTakeFirst()
  const watch = row ? readWatch(row) : null
  const never = Number.NEGATIVE_INFINITY
  return { watch, notBefore: watch ? never : (row?.watch_expires_at ?? never) }
}

/** The watches of a link. */
export async function listWatches(db: Db, linkId: string): Promise<Watch[]> {
  const rows = await db.selectFrom('calendars').selectAll().where('link_id', '=', linkId).execute()
  return rows.flatMap((row) => readWatch(row) ?? [])
}

/** The calendar that a notice is about, with the hash of the secret it must bring. Null when nobody watches so. */
export async function findWatched(
  db: Db,
  watchId: string,
): Promise<{ calendarId: string; resourceId: string; secretHash: string } | null> {
  const row = await db
    .selectFrom('calendars')
    .select(['id', 'watch_resource', 'watch_secret_hash'])
    .where('watch_id', '=', watchId)
    .executeTakeFirst()
  if (!row || row.watch_secret_hash === null) return null
  return { calendarId: row.id, resourceId: row.watch_resource ?? '', secretHash: row.watch_secret_hash }
}

function readWatch(row: Selectable<Calendars>): Watch | null {
  if (row.watch_id === null || row.watch_expires_at === null) return null
  return { id: row.watch_id, resourceId: row.watch_resource ?? '', expiresAt: row.watch_expires_at }
}
