import { sql } from 'kysely'

import { type Db, instant, type TxDb } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { Calendar } from '../calendar.ts'
import { readCalendar } from './calendars.ts'

/** A calendar taken for reading, and when the lease ends. */
export type LeasedCalendar = { calendar: Calendar; leasedUntil: Instant }

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

/**
 * Has a calendar, or all of an account, read because of a notice, but none more than once in `pauseMs`. Answers whether any
 * is due now.
 */
export async function wakeByNotice(
  db: TxDb,
  about: { calendarId: string } | { linkId: string },
  { now, pauseMs }: { now: Instant; pauseMs: number },
): Promise<boolean> {
  const soonest = sql<Date>`greatest(${new Date(now)}::timestamptz,
    coalesce(read_at, '-infinity') + make_interval(secs => ${pauseMs / 1000}))`
  const rows = await db
    .updateTable('calendars')
    .set({ next_read_at: sql<Date>`least(next_read_at, ${soonest})` })
    .where((eb) => ('linkId' in about ? eb('link_id', '=', about.linkId) : eb('id', '=', about.calendarId)))
    .where((eb) => eb.or([eb('counts_as_busy', '=', true), eb('receives', '=', true)]))
    .returning('next_read_at')
    .execute()
  return rows.some((row) => row.next_read_at <= now)
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

/**
 * Notes that part of a calendar was read just now. False when that was done since, or all of it, and when it does not count any
 * more.
 */
export async function noteLiveReading(db: TxDb, calendarId: string, began: Instant): Promise<boolean> {
  const result = await db
    .updateTable('calendars')
    .set({ live_read_at: new Date(began) })
    .where('id', '=', calendarId)
    .where('counts_as_busy', '=', true)
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
