import type { Db, TxDb } from '#platform/database.ts'

import type { OfferedHours } from '../invite.ts'
import type { NewTimes } from '../new-times.ts'

/** The new times that are offered for a meeting, or null. */
export async function findNewTimes(db: Db, meetingId: string): Promise<NewTimes | null> {
  const row = await db
    .selectFrom('new_times')
    .selectAll()
    .where('meeting_id', '=', meetingId)
    .executeTakeFirst()
  if (!row) return null
  return {
    meetingId,
    hours: {
      timeZone: row.time_zone,
      weekly: row.weekly as OfferedHours['weekly'],
      overrides: row.overrides as OfferedHours['overrides'],
      fromDate: row.from_date,
      untilDate: row.until_date,
    },
    endsAt: row.ends_at,
    reason: row.reason,
    version: row.version,
    offeredAt: row.offered_at,
  }
}

/** Keeps an offer in place of an earlier one. The meeting's row is locked by whoever calls. */
export async function saveNewTimes(db: TxDb, times: NewTimes): Promise<void> {
  const { meetingId, hours, endsAt, reason, version, offeredAt } = times
  const columns = {
    time_zone: hours.timeZone,
    weekly: JSON.stringify(hours.weekly),
    overrides: JSON.stringify(hours.overrides),
    from_date: hours.fromDate,
    until_date: hours.untilDate,
    ends_at: new Date(endsAt),
    reason,
    version,
    offered_at: new Date(offeredAt),
  }
  await db
    .insertInto('new_times')
    .values({ meeting_id: meetingId, ...columns })
    .onConflict((conflict) => conflict.column('meeting_id').doUpdateSet(columns))
    .execute()
}

/** Forgets an offer: it was taken up or back, or the meeting is at another time or not at all. */
export async function forgetNewTimes(db: TxDb, meetingId: string): Promise<void> {
  await db.deleteFrom('new_times').where('meeting_id', '=', meetingId).execute()
}
