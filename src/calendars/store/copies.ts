import type { Selectable } from 'kysely'

import type { CalendarCopies } from '#db/tables.ts'
import { type Db, instant, type TxDb } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { Copy, CopyState } from '../copy.ts'
import type { WantedEvent } from '../event.ts'
import type { Marks } from '../marks.ts'
import { linkColumns, linkOf, type PlacedLink } from './links.ts'

/** Where somebody's meetings go: their own always, those they only attend if they want that. */
export type Receiving = { calendarId: string; writesAttended: boolean }

/** The calendar of each of these people that receives, where they have one whose link was not ended. */
export async function listReceiving(db: Db, personIds: readonly string[]): Promise<Map<string, Receiving>> {
  if (personIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('calendars')
    .innerJoin('calendar_links', 'calendar_links.id', 'calendars.link_id')
    .leftJoin('calendar_settings', 'calendar_settings.person_id', 'calendars.person_id')
    .select(['calendars.id', 'calendars.person_id', 'calendar_settings.writes_attended'])
    .where('calendars.person_id', 'in', [...personIds])
    .where('calendars.receives', '=', true)
    .where('calendar_links.state', '<>', 'unlinked')
    .execute()
  return new Map(
    rows.map((row) => [row.person_id, { calendarId: row.id, writesAttended: row.writes_attended ?? true }]),
  )
}

/** Every copy of one thing, locked until the end of the change. */
export async function takeCopies(db: TxDb, subjectId: string): Promise<Copy[]> {
  const rows = await db
    .selectFrom('calendar_copies')
    .selectAll()
    .where('subject_id', '=', subjectId)
    .orderBy('person_id')
    .forUpdate()
    .execute()
  return rows.map(readCopy)
}

/** A person's copies of what is not over, locked until the end of the change. */
export async function takeCopiesToCome(db: TxDb, personId: string, now: Instant): Promise<Copy[]> {
  const rows = await db
    .selectFrom('calendar_copies')
    .selectAll()
    .where('person_id', '=', personId)
    .where('ends_at', '>', instant(now))
    .orderBy('subject_id')
    .forUpdate()
    .execute()
  return rows.map(readCopy)
}

/** Every copy in the calendars of one link, locked until the end of the change. */
export async function takeCopiesOfLink(db: TxDb, linkId: string): Promise<Copy[]> {
  const rows = await db
    .selectFrom('calendar_copies')
    .selectAll()
    .where('calendar_id', 'in', (eb) => eb.selectFrom('calendars').select('id').where('link_id', '=', linkId))
    .orderBy('subject_id')
    .orderBy('person_id')
    .forUpdate()
    .execute()
  return rows.map(readCopy)
}

/** One person's copy of one thing, locked until the end of the change, or null. */
export async function takeCopy(db: TxDb, subjectId: string, personId: string): Promise<Copy | null> {
  const row = await db
    .selectFrom('calendar_copies')
    .selectAll()
    .where('subject_id', '=', subjectId)
    .where('person_id', '=', personId)
    .forUpdate()
    .executeTakeFirst()
  return row ? readCopy(row) : null
}

/** Keeps what copies have become, new ones among them. A worker's lease stays as it is. */
export async function saveCopies(db: TxDb, copies: readonly Copy[]): Promise<void> {
  if (copies.length === 0) return
  await db
    .insertInto('calendar_copies')
    .values(copies.map(columnsOf))
    .onConflict((conflict) =>
      conflict.columns(['subject_id', 'person_id']).doUpdateSet((eb) => ({
        calendar_id: eb.ref('excluded.calendar_id'),
        wanted: eb.ref('excluded.wanted'),
        tried: eb.ref('excluded.tried'),
        ends_at: eb.ref('excluded.ends_at'),
        is_own: eb.ref('excluded.is_own'),
        wanted_version: eb.ref('excluded.wanted_version'),
        written_version: eb.ref('excluded.written_version'),
        key: eb.ref('excluded.key'),
        external_id: eb.ref('excluded.external_id'),
        etag: eb.ref('excluded.etag'),
        state: eb.ref('excluded.state'),
        looks_first: eb.ref('excluded.looks_first'),
        guests: eb.ref('excluded.guests'),
        attempts: eb.ref('excluded.attempts'),
        next_at: eb.ref('excluded.next_at'),
        behind_since: eb.ref('excluded.behind_since'),
        last_error: eb.ref('excluded.last_error'),
      })),
    )
    .execute()
}

/** The copies that stand in a calendar and are what is wanted: whatever differs from them was done outside. */
export async function listWritten(db: Db, calendarId: string): Promise<Copy[]> {
  const rows = await db
    .selectFrom('calendar_copies')
    .selectAll()
    .where('calendar_id', '=', calendarId)
    .where('state', '=', 'written')
    .where('external_id', 'is not', null)
    .execute()
  return rows.map(readCopy)
}

/** What tells our copies from what else stands in one person's calendar. */
export async function readMarks(
  db: Db,
  { calendarId, personId, since }: { calendarId: string; personId: string; since: Instant },
): Promise<Marks> {
  const rows = await db
    .selectFrom('calendar_copies')
    .select(['uid', 'join_url', 'external_id', 'calendar_id'])
    .where('person_id', '=', personId)
    .where('ends_at', '>', instant(since))
    .execute()
  const here = rows.filter((row) => row.calendar_id === calendarId)
  return {
    externalIds: new Set(here.flatMap((row) => row.external_id ?? [])),
    uids: new Set(rows.map((row) => row.uid)),
    joinUrls: new Set(rows.map((row) => row.join_url)),
  }
}

/** A copy, and the link of the calendar where it stands or should. */
export type LinkedCopy = { copy: Copy; link: PlacedLink }

/** The same, where there may be none. */
export type PlacedCopy = { copy: Copy; link: PlacedLink | null }

/** Every copy of one thing, with what says whether it can be written now. */
export async function listPlacedCopies(db: Db, subjectId: string): Promise<PlacedCopy[]> {
  const rows = await db
    .selectFrom('calendar_copies')
    .leftJoin('calendars', 'calendars.id', 'calendar_copies.calendar_id')
    .leftJoin('calendar_links', 'calendar_links.id', 'calendars.link_id')
    .selectAll('calendar_copies')
    .select(linkColumns)
    .where('calendar_copies.subject_id', '=', subjectId)
    .orderBy('calendar_copies.person_id')
    .execute()
  return rows.map((row) => ({ copy: readCopy(row), link: linkOf(row) }))
}

export function readCopy(row: Selectable<CalendarCopies>): Copy {
  return {
    subjectId: row.subject_id,
    personId: row.person_id,
    calendarId: row.calendar_id,
    uid: row.uid,
    joinUrl: row.join_url,
    wanted: row.wanted as WantedEvent | null,
    tried: row.tried as WantedEvent | null,
    endsAt: row.ends_at,
    isOwn: row.is_own,
    wantedVersion: row.wanted_version,
    writtenVersion: row.written_version,
    key: row.key,
    externalId: row.external_id,
    etag: row.etag,
    state: row.state as CopyState,
    looksFirst: row.looks_first,
    guests: row.guests,
    attempts: row.attempts,
    nextAt: row.next_at,
    behindSince: row.behind_since,
    lastError: row.last_error,
  }
}

function columnsOf(copy: Copy) {
  return {
    subject_id: copy.subjectId,
    person_id: copy.personId,
    calendar_id: copy.calendarId,
    uid: copy.uid,
    join_url: copy.joinUrl,
    wanted: jsonOrNull(copy.wanted),
    tried: jsonOrNull(copy.tried),
    ends_at: new Date(copy.endsAt),
    is_own: copy.isOwn,
    wanted_version: copy.wantedVersion,
    written_version: copy.writtenVersion,
    key: copy.key,
    external_id: copy.externalId,
    etag: copy.etag,
    state: copy.state,
    looks_first: copy.looksFirst,
    guests: [...copy.guests],
    attempts: copy.attempts,
    next_at: new Date(copy.nextAt),
    behind_since: new Date(copy.behindSince),
    last_error: copy.lastError,
  }
}

function jsonOrNull(event: WantedEvent | null): string | null {
  return event && JSON.stringify(event)
}
