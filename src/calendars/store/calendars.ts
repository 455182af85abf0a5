import type { Selectable } from 'kysely'

import type { Calendars } from '#db/tables.ts'
import type { Db, TxDb } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { Calendar } from '../calendar.ts'
import type { Conference } from '../event.ts'
import { linkColumns, linkOf, type PlacedLink } from './links.ts'

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

/** The kind of meeting place that the calendar makes which receives this person's meetings, with its link; null where none does. */
export async function findReceivingPlace(
  db: Db,
  personId: string,
): Promise<{ conference: Conference; link: PlacedLink } | null> {
  const row = await db
    .selectFrom('calendars')
    .innerJoin('calendar_links', 'calendar_links.id', 'calendars.link_id')
    .select('calendars.conference')
    .select(linkColumns)
    .where('calendars.person_id', '=', personId)
    .where('calendars.receives', '=', true)
    .executeTakeFirst()
  const link = row && linkOf(row)
  return link && row.conference !== null ? { conference: row.conference as Conference, link } : null
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

/**
 * Forgets what was read of a link's calendars, and that any of them counts, receives or is watched: whoever reads one of them at
 * this moment then keeps nothing of it. Holds their rows.
 */
export async function forgetCalendars(db: TxDb, linkId: string): Promise<void> {
  await db
    .updateTable('calendars')
    .set({
      counts_as_busy: false,
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

export function readCalendar(row: Selectable<Calendars>): Calendar {
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
