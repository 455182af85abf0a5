import { sql } from 'kysely'

import { type Db, instant, type TxDb } from '#platform/database.ts'
import { readPackedIntervals } from '#platform/packed-intervals.ts'
import type { Instant } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'
import type { LocalDate } from '#time/wall-time.ts'

import type { BusyKind } from '../event.ts'
import type { KeptState } from '../link.ts'
import type { TakingEvent } from '../marks.ts'
import type { ProviderName } from '../providers.ts'
import type { RelinkWindow } from '../relink-window.ts'

/** A stretch of somebody's time as a calendar elsewhere has it taken. What it is called is kept apart (busy-titles.ts). */
export type BusyTime = { startsAt: Instant; endsAt: Instant; kind: BusyKind }

/** The stretch that an event takes. */
export function busyTimeOf({ startsAt, endsAt, busy: kind }: TakingEvent): BusyTime {
  return { startsAt, endsAt, kind }
}

/** A calendar that counts, with its times inside the range, by its owner's rules. */
export type CountingCalendar = {
  personId: string
  calendarId: string
  name: string
  readAt: Instant | null
  readFrom: Instant | null
  readUntil: Instant | null
  countsAsBusy: true
  ignored: boolean
  link: { provider: ProviderName; state: KeptState; linkedAt: Instant; generation: number }
  windows: RelinkWindow[]
  intervals: Interval[]
}

/**
 * The calendars that count of these people, each in one row with its times inside the range packed: thousands of them
 * cost little more than one. With each come the relink windows for its kind.
 */
export async function listCountingBusy(
  db: Db,
  personIds: readonly string[],
  range: Interval,
): Promise<CountingCalendar[]> {
  if (personIds.length === 0) return []
  const { rows } = await sql<BusyRow>`
    select calendars.id, calendars.person_id, calendars.name, calendars.read_at, calendars.read_from,
      calendars.read_until, calendars.ignored, link.provider, link.state, link.linked_at, link.generation,
      (
        select json_agg(json_build_object(
          'id', relink_windows.id, 'providers', providers, 'fromDate', from_date, 'untilDate', until_date,
          'timeZone', relink_windows.time_zone, 'text', body, 'madeAt', extract(epoch from made_at) * 1000))
        from relink_windows where link.provider = any(providers)
      ) as windows,
      (
        select string_agg(timestamptz_send(starts_at) || timestamptz_send(ends_at), ''::bytea order by starts_at)
        from busy_times
        where calendar_id = calendars.id and ends_at > ${new Date(range[0])} and starts_at < ${new Date(range[1])}
          and case kind
            when 'tentative' then link.tentative_counts
            when 'unanswered' then link.unanswered_counts
            when 'all-day' then link.all_day_counts
            else true
          end
      ) as times
    from calendars join calendar_links link on link.id = calendars.link_id
    where calendars.person_id = any(${[...personIds]}::uuid[]) and calendars.counts_as_busy
      and link.state <> 'unlinked'
    order by calendars.id`.execute(db)
  return rows.map(readCounting)
}

/** What stands in the mirror of one calendar, packed into one text: equal texts are equal times. */
export async function readFingerprint(db: Db, calendarId: string): Promise<string> {
  const rows = await db
    .selectFrom('busy_times')
    .select(['starts_at', 'ends_at', 'kind'])
    .where('calendar_id', '=', calendarId)
    .execute()
  return fingerprintOf(
    rows.map((row) => ({ startsAt: row.starts_at, endsAt: row.ends_at, kind: row.kind as BusyKind })),
  )
}

/** The same for times that are in hand. */
export function fingerprintOf(times: readonly BusyTime[]): string {
  return times
    .map(({ startsAt, endsAt, kind }) => `${startsAt} ${endsAt} ${kind}`)
    .toSorted()
    .join('\n')
}

/** What stands in the mirror of one calendar and touches a stretch. */
export async function listBusyTimesIn(
  db: Db,
  calendarId: string,
  [from, until]: Interval,
): Promise<BusyTime[]> {
  const rows = await db
    .selectFrom('busy_times')
    .select(['starts_at', 'ends_at', 'kind'])
    .where('calendar_id', '=', calendarId)
    .where('ends_at', '>', instant(from))
    .where('starts_at', '<', instant(until))
    .execute()
  return rows.map((row) => ({
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    kind: row.kind as BusyKind,
  }))
}

/** Puts these times in place of all that stood in the mirror of this calendar. */
export async function replaceBusyTimes(
  db: TxDb,
  calendarId: string,
  times: readonly BusyTime[],
): Promise<void> {
  await db.deleteFrom('busy_times').where('calendar_id', '=', calendarId).execute()
  await insertBusyTimes(db, calendarId, times)
}

/** Puts these times in place of those that touch a stretch. */
export async function replaceBusyTimesIn(
  db: TxDb,
  calendarId: string,
  [from, until]: Interval,
  times: readonly BusyTime[],
): Promise<void> {
  await db
    .deleteFrom('busy_times')
    .where('calendar_id', '=', calendarId)
    .where('ends_at', '>', instant(from))
    .where('starts_at', '<', instant(until))
    .execute()
  await insertBusyTimes(db, calendarId, times)
}

async function insertBusyTimes(db: TxDb, calendarId: string, times: readonly BusyTime[]): Promise<void> {
  if (times.length === 0) return
  await sql`
    insert into busy_times (calendar_id, starts_at, ends_at, kind)
    select ${calendarId}::uuid, to_timestamp(starts_at / 1000.0), to_timestamp(ends_at / 1000.0), kind
    from unnest(${times.map((time) => time.startsAt)}::float8[], ${times.map((time) => time.endsAt)}::float8[],
      ${times.map((time) => time.kind)}::text[]) as given (starts_at, ends_at, kind)`.execute(db)
}

/** Forgets every time of a link's calendars, and what stands there. */
export async function deleteBusyTimes(db: TxDb, linkId: string): Promise<void> {
  for (const table of ['busy_times', 'busy_titles'] as const) {
    await db
      .deleteFrom(table)
      .where('calendar_id', 'in', (eb) =>
        eb.selectFrom('calendars').select('id').where('link_id', '=', linkId),
      )
      .execute()
  }
}

type BusyRow = {
  id: string
  person_id: string
  name: string
  read_at: Instant | null
  read_from: Instant | null
  read_until: Instant | null
  ignored: boolean
  provider: string
  state: string
  linked_at: Instant
  generation: number
  windows: WindowRow[] | null
  times: Buffer | null
}
type WindowRow = Omit<RelinkWindow, 'fromDate' | 'untilDate'> & { fromDate: LocalDate; untilDate: LocalDate }

function readCounting(row: BusyRow): CountingCalendar {
  return {
    personId: row.person_id,
    calendarId: row.id,
    name: row.name,
    readAt: row.read_at,
    readFrom: row.read_from,
    readUntil: row.read_until,
    countsAsBusy: true,
    ignored: row.ignored,
    link: {
      provider: row.provider as ProviderName,
      state: row.state as KeptState,
      linkedAt: row.linked_at,
      generation: row.generation,
    },
    windows: row.windows ?? [],
    intervals: row.times ? readPackedIntervals(row.times) : [],
  }
}
