import { type Selectable, sql } from 'kysely'

import type { Calendars } from '#db/tables.ts'
import type { Db, TxDb } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { Calendar } from '../calendar.ts'
import type { Conference } from '../event.ts'
import type { Watch } from '../port.ts'
import type { ProviderName } from '../providers.ts'

/** A calendar that the provider lists and that is not kept yet. */
export type NewCalendar = Pick<
  Calendar,
  | 'id'
  | 'linkId'
  | 'personId'
  | 'externalId'
  | 'name'
  | 'timeZone'
  | 'canWrite'
  | 'conference'
  | 'isPrimary'
  | 'countsAsBusy'
  | 'receives'
>

/** A calendar taken for reading, and when the lease ends. */
export type LeasedCalendar = { calendar: Calendar; leasedUntil: Instant }

/** Keeps a new calendar, to be read at once. */
export async function insertCalendar(db: TxDb, calendar: NewCalendar, now: Instant): Promise<void> {
  await db
    .insertInto('calendars')
    .values({
      id: calendar.id,
      link_id: calendar.linkId,
      person_id: calendar.personId,
      external_id: calendar.externalId,
      name: calendar.name,
      time_zone: calendar.timeZone,
      can_write: calendar.canWrite,
      conference: calendar.conference,
      is_primary: calendar.isPrimary,
      counts_as_busy: calendar.countsAsBusy,
      receives: calendar.receives,
      next_read_at: new Date(now),
    })
    .onConflict((conflict) => conflict.constraint('calendars_once').doNothing())
    .execute()
}

/** Keeps what the provider says of a calendar now. */
export async function updateCalendar(
  db: TxDb,
  calendarId: string,
  told: Pick<Calendar, 'name' | 'timeZone' | 'canWrite' | 'conference' | 'receives'>,
): Promise<void> {
  await db
    .updateTable('calendars')
    .set({
      name: told.name,
      time_zone: told.timeZone,
      can_write: told.canWrite,
      conference: told.conference,
      receives: told.receives,
    })
    .where('id', '=', calendarId)
    .execute()
}

/** The calendars of these links, the main one of each first. */
export async function listCalendarsOf(db: Db, linkIds: readonly string[]): Promise<Calendar[]> {
  if (linkIds.length === 0) return []
  const rows = await db
    .selectFrom('calendars')
    .selectAll()
    .where('link_id', 'in', [...linkIds])
    .orderBy('is_primary', 'desc')
    .orderBy('name')
    .orderBy('id')
    .execute()
  return rows.map(readCalendar)
}

/** The calendar, or null. */
export async function findCalendar(db: Db, calendarId: string): Promise<Calendar | null> {
  const row = await db.selectFrom('calendars').selectAll().where('id', '=', calendarId).executeTakeFirst()
  return row ? readCalendar(row) : null
}

/** The calendar with its row locked until the end of the change, or null. */
export async function takeCalendar(db: TxDb, calendarId: string): Promise<Calendar | null> {
  const row = await db
    .selectFrom('calendars')
    .selectAll()
    .where('id', '=', calendarId)
    .forUpdate()
    .executeTakeFirst()
  return row ? readCalendar(row) : null
}

/** The calendar that receives this person's meetings, or null. */
export async function findReceiving(db: Db, personId: string): Promise<Calendar | null> {
  const row = await db
    .selectFrom('calendars')
    .selectAll()
    .where('person_id', '=', personId)
    .where('receives', '=', true)
    .executeTakeFirst()
  return row ? readCalendar(row) : null
}

/** The kind of meeting place that the calendar makes which receives this person's meetings, or null. */
export async function findConference(db: Db, personId: string): Promise<Conference | null> {
  const row = await db
    .selectFrom('calendars')
    .innerJoin('calendar_links', 'calendar_links.id', 'calendars.link_id')
    .select('calendars.conference')
    .where('calendars.person_id', '=', personId)
    .where('calendars.receives', '=', true)
    .where('calendar_links.state', '=', 'linked')
    .executeTakeFirst()
  return (row?.conference ?? null) as Conference | null
}

/** Takes receiving away from whichever calendar of this person has it. */
export async function clearReceiving(db: TxDb, personId: string): Promise<void> {
  await db
    .updateTable('calendars')
    .set({ receives: false })
    .where('person_id', '=', personId)
    .where('receives', '=', true)
    .execute()
}

/** Keeps what the owner wants of a calendar. */
export async function saveCalendarWishes(
  db: TxDb,
  calendarId: string,
  wishes: { countsAsBusy: boolean; receives: boolean },
): Promise<void> {
  await db
    .updateTable('calendars')
    .set({ counts_as_busy: wishes.countsAsBusy, receives: wishes.receives })
    .where('id', '=', calendarId)
    .execute()
}

/** Keeps whether the owner goes without it while it cannot be read. */
export async function saveIgnored(db: TxDb, calendarId: string, ignored: boolean): Promise<void> {
  await db.updateTable('calendars').set({ ignored }).where('id', '=', calendarId).execute()
}

/** Takes calendars that are to be read; until `leasedUntil` nobody else does. Only of links that can be read now. */
export async function leaseDueCalendars(
  db: Db,
  { now, leasedUntil, limit }: { now: Instant; leasedUntil: Instant; limit: number },
): Promise<LeasedCalendar[]> {
  const rows = await db
    .updateTable('calendars')
    .set({ next_read_at: new Date(leasedUntil) })
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('calendars')
        .innerJoin('calendar_links', 'calendar_links.id', 'calendars.link_id')
        .select('calendars.id')
        .where((or) => or.or([or('counts_as_busy', '=', true), or('receives', '=', true)]))
        .where('next_read_at', '<=', instant(now))
        .where('calendar_links.state', '=', 'linked')
        .where((or) => or.or([or('rests_until', 'is', null), or('rests_until', '<=', instant(now))]))
        .orderBy('next_read_at')
        .limit(limit)
        .forUpdate('calendars')
        .skipLocked(),
    )
    .returningAll()
    .execute()
  return rows.map((row) => ({ calendar: readCalendar(row), leasedUntil }))
}

/** Takes the calendars of one link for reading, whenever they would be due. */
export async function leaseCalendarsOf(
  db: Db,
  linkId: string,
  leasedUntil: Instant,
): Promise<LeasedCalendar[]> {
  const rows = await db
    .updateTable('calendars')
    .set({ next_read_at: new Date(leasedUntil) })
    .where('link_id', '=', linkId)
    .where((eb) => eb.or([eb('counts_as_busy', '=', true), eb('receives', '=', true)]))
    .returningAll()
    .execute()
  return rows.map((row) => ({ calendar: readCalendar(row), leasedUntil }))
}

/** Has calendars of a link read at once, in spite of what they waited for. */
export async function wakeCalendars(db: Db, linkId: string, now: Instant): Promise<void> {
  await db
    .updateTable('calendars')
    .set({ next_read_at: new Date(now), attempts: 0 })
    .where('link_id', '=', linkId)
    .execute()
}

/** Has a calendar read because of a notice, but not more than once in `pauseMs`. Answers whether that is now. */
export async function wakeByNotice(
  db: TxDb,
  calendarId: string,
  { now, pauseMs }: { now: Instant; pauseMs: number },
): Promise<boolean> {
  const soonest = sql<Date>`greatest(${new Date(now)}::timestamptz,
    coalesce(read_at, '-infinity') + make_interval(secs => ${pauseMs / 1000}))`
  const row = await db
    .updateTable('calendars')
    .set({ next_read_at: sql<Date>`least(next_read_at, ${soonest})` })
    .where('id', '=', calendarId)
    .returning('next_read_at')
    .executeTakeFirst()
  return row !== undefined && row.next_read_at <= now
}

/** How a reading ended well. `began` is when it began: what is known is true as of then. */
export type Reading = {
  calendarId: string
  began: Instant
  cursor: string | null
  /** The window that was read whole; null when nothing had changed. */
  window: readonly [Instant, Instant] | null
  nextReadAt: Instant
  /** The lease under which it was read: a notice that came meanwhile keeps its earlier turn. */
  leasedUntil: Instant
}

/** Notes a reading. False when a newer one was faster; then this one is worth nothing. */
export async function noteReading(db: TxDb, reading: Reading): Promise<boolean> {
  const { began, window, leasedUntil } = reading
  const next = new Date(reading.nextReadAt)
  const result = await db
    .updateTable('calendars')
    .set({
      cursor: reading.cursor,
      read_at: new Date(began),
      trouble: null,
      ignored: false,
      attempts: 0,
      ...(window && { read_from: new Date(window[0]), read_until: new Date(window[1]) }),
      next_read_at: sql<Date>`case when next_read_at = ${new Date(leasedUntil)}::timestamptz
        then ${next}::timestamptz else next_read_at end`,
    })
    .where('id', '=', reading.calendarId)
    .where((eb) => eb.or([eb('read_at', 'is', null), eb('read_at', '<=', instant(began))]))
    .where((eb) => eb.or([eb('live_read_at', 'is', null), eb('live_read_at', '<=', instant(began))]))
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Notes that part of a calendar was read just now. False when that was done since, or all of it. */
export async function noteLiveReading(db: TxDb, calendarId: string, began: Instant): Promise<boolean> {
  const result = await db
    .updateTable('calendars')
    .set({ live_read_at: new Date(began) })
    .where('id', '=', calendarId)
    .where((eb) => eb.or([eb('read_at', 'is', null), eb('read_at', '<=', instant(began))]))
    .where((eb) => eb.or([eb('live_read_at', 'is', null), eb('live_read_at', '<=', instant(began))]))
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Notes that a calendar could not be read; `trouble` is for its owner, null when it is not about this calendar. */
export async function noteFailedReading(
  db: Db,
  failed: { calendarId: string; trouble: string | null; nextReadAt: Instant },
): Promise<void> {
  await db
    .updateTable('calendars')
    .set((eb) => ({
      attempts: eb('attempts', '+', 1),
      next_read_at: new Date(failed.nextReadAt),
      ...(failed.trouble !== null && { trouble: failed.trouble }),
    }))
    .where('id', '=', failed.calendarId)
    .execute()
}

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

/** Forgets what was read of a link's calendars, and that any of them receives or is watched. */
export async function forgetCalendars(db: TxDb, linkId: string): Promise<void> {
  await db
    .updateTable('calendars')
    .set({
      receives: false,
      cursor: null,
      read_at: null,
      read_from: null,
      read_until: null,
      trouble: null,
      watch_id: null,
      watch_resource: null,
      watch_secret_hash: null,
      watch_expires_at: null,
      watch_pending_until: null,
    })
    .where('link_id', '=', linkId)
    .execute()
}

function readCalendar(row: Selectable<Calendars>): Calendar {
  return {
    id: row.id,
    linkId: row.link_id,
    personId: row.person_id,
    externalId: row.external_id,
    name: row.name,
    timeZone: row.time_zone,
    canWrite: row.can_write,
    conference: row.conference as Calendar['conference'],
    isPrimary: row.is_primary,
    countsAsBusy: row.counts_as_busy,
    receives: row.receives,
    cursor: row.cursor,
    ignored: row.ignored,
    trouble: row.trouble,
    readAt: row.read_at,
    readFrom: row.read_from,
    readUntil: row.read_until,
    nextReadAt: row.next_read_at,
    attempts: row.attempts,
  }
}

function readWatch(row: Selectable<Calendars>): Watch | null {
  if (row.watch_id === null || row.watch_expires_at === null) return null
  return { id: row.watch_id, resourceId: row.watch_resource ?? '', expiresAt: row.watch_expires_at }
}

// Compared with a column that reads as a number.
function instant(at: Instant) {
  return sql<Instant>`${new Date(at)}`
}
