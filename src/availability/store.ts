import { type Selectable, sql } from 'kysely'

import type { Schedules } from '#db/tables.ts'
import type { Db, TxDb } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { Hours, IncrementMinutes, Schedule } from './schedule.ts'

/** The schedule this person saved, or null. */
export async function findSchedule(db: Db, personId: string): Promise<Schedule | null> {
  const row = await db
    .selectFrom('schedules')
    .selectAll()
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return row ? presentRow(row) : null
}

/** Keeps the schedule in place of the one before. */
export async function upsertSchedule(
  db: TxDb,
  { personId, schedule, updatedAt }: { personId: string; schedule: Schedule; updatedAt: Instant },
): Promise<void> {
  const columns = {
    time_zone: schedule.timeZone,
    weekly: JSON.stringify(schedule.weekly),
    overrides: JSON.stringify(schedule.overrides),
    buffer_before_minutes: schedule.bufferBeforeMinutes,
    buffer_after_minutes: schedule.bufferAfterMinutes,
    minimum_notice_minutes: schedule.minimumNoticeMinutes,
    days_ahead: schedule.daysAhead,
    increment_minutes: schedule.incrementMinutes,
    updated_at: new Date(updatedAt),
  }
  await db
    .insertInto('schedules')
    .values({ person_id: personId, ...columns })
    .onConflict((conflict) => conflict.column('person_id').doUpdateSet(columns))
    .execute()
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

/** The version of each person's time, in the order of the ids; 0 while it was never taken. */
export async function listVersions(db: Db, personIds: readonly string[]): Promise<number[]> {
  const rows = await db
    .selectFrom('busy_versions')
    .selectAll()
    .where('person_id', 'in', [...personIds])
    .execute()
  const byPerson = new Map(rows.map((row) => [row.person_id, row.version]))
  return personIds.map((personId) => byPerson.get(personId) ?? 0)
}

function presentRow(row: Selectable<Schedules>): Schedule {
  return {
    timeZone: row.time_zone,
    weekly: row.weekly as Hours['weekly'],
    overrides: row.overrides as Hours['overrides'],
    bufferBeforeMinutes: row.buffer_before_minutes,
    bufferAfterMinutes: row.buffer_after_minutes,
    minimumNoticeMinutes: row.minimum_notice_minutes,
    daysAhead: row.days_ahead,
    incrementMinutes: row.increment_minutes as IncrementMinutes,
  }
}
