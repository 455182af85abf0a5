import { type Selectable, sql } from 'kysely'

import type { Schedules } from '#db/tables.ts'
import { builtOnce } from '#platform/built-once.ts'
import type { Db, TxDb } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { NamedSchedule } from './named-schedule.ts'
import type { Hours, IncrementMinutes, Schedule } from './schedule.ts'

/** The schedules this person keeps, the default first, the others by name. */
export async function listSchedules(db: Db, personId: string): Promise<NamedSchedule[]> {
  const rows = await db
    .selectFrom('schedules')
    .selectAll()
    .where('person_id', '=', personId)
    .orderBy('is_default', 'desc')
    .orderBy(sql`lower(name)`)
    .execute()
  return rows.map(presentRow)
}

/** The schedule of this id if this person keeps it, or null. */
export async function findSchedule(
  db: Db,
  personId: string,
  scheduleId: string,
): Promise<NamedSchedule | null> {
  const row = await db
    .selectFrom('schedules')
    .selectAll()
    .where('id', '=', scheduleId)
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return row ? presentRow(row) : null
}

/** The schedule this person made the default, or null while they keep none. */
export async function findDefault(db: Db, personId: string): Promise<NamedSchedule | null> {
  const row = await db
    .selectFrom('schedules')
    .selectAll()
    .where('person_id', '=', personId)
    .where('is_default', '=', true)
    .executeTakeFirst()
  return row ? presentRow(row) : null
}

/** Keeps a new schedule of this person. */
export async function insertSchedule(
  db: TxDb,
  personId: string,
  { id, name, isDefault, schedule }: NamedSchedule,
  updatedAt: Instant,
): Promise<void> {
  await db
    .insertInto('schedules')
    .values({ id, person_id: personId, name, is_default: isDefault, ...columnsOf(schedule, updatedAt) })
    .execute()
}

/** Keeps the schedule in place of what stood there. */
export async function updateSchedule(
  db: TxDb,
  scheduleId: string,
  schedule: Schedule,
  updatedAt: Instant,
): Promise<void> {
  await db
    .updateTable('schedules')
    .set(columnsOf(schedule, updatedAt))
    .where('id', '=', scheduleId)
    .executeTakeFirstOrThrow()
}

/** Calls a schedule something else. */
export async function renameSchedule(db: TxDb, scheduleId: string, name: string): Promise<void> {
  await db.updateTable('schedules').set({ name }).where('id', '=', scheduleId).executeTakeFirstOrThrow()
}

/** Makes this schedule of the person's the default, in place of the one before. */
export async function moveDefault(db: TxDb, personId: string, scheduleId: string): Promise<void> {
  // Two statements: an index is asked for each row, not for the whole.
  await db
    .updateTable('schedules')
    .set({ is_default: false })
    .where('person_id', '=', personId)
    .where('is_default', '=', true)
    .execute()
  await db
    .updateTable('schedules')
    .set({ is_default: true })
    .where('id', '=', scheduleId)
    .executeTakeFirstOrThrow()
}

/** Forgets a schedule. */
export async function deleteSchedule(db: TxDb, scheduleId: string): Promise<void> {
  await db.deleteFrom('schedules').where('id', '=', scheduleId).executeTakeFirstOrThrow()
}

/** Raises the versions and holds the rows until the transaction ends. Rows are taken in the order given. */
export async function raiseVersions(db: TxDb, personIds: readonly string[]): Promise<void> {
  if (personIds.length === 0) return
  await db
    .insertInto('busy_versions')
    .values(personIds.map((personId) => ({ person_id: personId, version: 1 })))
    .onConflict((conflict) =>
      conflict.column('person_id').doUpdateSet({ version: sql<number>`busy_versions.version + 1` }),
    )
    .execute()
}

const askVersions = builtOnce((db, { personIds }: { personIds: string[] }) =>
  db
    .selectFrom('busy_versions')
    .selectAll()
    .where('person_id', '=', sql<string>`any(${personIds}::uuid[])`),
)

/** The version of each person's time, in the order of the ids; 0 while it was never taken. */
export async function listVersions(db: Db, personIds: readonly string[]): Promise<number[]> {
  const rows = await askVersions(db, { personIds: [...personIds] })
  const byPerson = new Map(rows.map((row) => [row.person_id, row.version]))
  return personIds.map((personId) => byPerson.get(personId) ?? 0)
}

function columnsOf(schedule: Schedule, updatedAt: Instant) {
  return {
    time_zone: schedule.timeZone,
    weekly: JSON.stringify(schedule.weekly),
    overrides: JSON.stringify(schedule.overrides),
    buffer_before_minutes: schedule.bufferBeforeMinutes,
    buffer_after_minutes: schedule.bufferAfterMinutes,
    minimum_notice_minutes: schedule.minimumNoticeMinutes,
    days_ahead: schedule.daysAhead,
    increment_minutes: schedule.incrementMinutes,
    most_a_day: schedule.mostADay,
    most_a_week: schedule.mostAWeek,
    week_start: schedule.weekStart,
    updated_at: new Date(updatedAt),
  }
}

function presentRow(row: Selectable<Schedules>): NamedSchedule {
  const schedule: Schedule = {
    timeZone: row.time_zone,
    weekly: row.weekly as Hours['weekly'],
    overrides: row.overrides as Hours['overrides'],
    bufferBeforeMinutes: row.buffer_before_minutes,
    bufferAfterMinutes: row.buffer_after_minutes,
    minimumNoticeMinutes: row.minimum_notice_minutes,
    daysAhead: row.days_ahead,
    incrementMinutes: row.increment_minutes as IncrementMinutes,
    mostADay: row.most_a_day,
    mostAWeek: row.most_a_week,
    weekStart: row.week_start,
  }
  return { id: row.id, name: row.name, isDefault: row.is_default, schedule }
}
