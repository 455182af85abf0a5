import type { Db, TxDb } from '#platform/database.ts'

import type { Attendance } from '../attendance.ts'

/** What is known of who is late or did not come. */
export async function listAttendance(db: Db, meetingId: string): Promise<Attendance[]> {
  const rows = await db
    .selectFrom('attendance')
    .select(['person_id', 'late_minutes', 'missed'])
    .where('meeting_id', '=', meetingId)
    .execute()
  return rows.map((row) => ({
    personId: row.person_id,
    lateMinutes: row.late_minutes,
    missed: row.missed,
  }))
}

/** Keeps what is known of one person. The meeting's row is locked by whoever calls. */
export async function saveAttendance(db: TxDb, meetingId: string, one: Attendance): Promise<void> {
  const known = { late_minutes: one.lateMinutes, missed: one.missed }
  await db
    .insertInto('attendance')
    .values({ meeting_id: meetingId, person_id: one.personId, ...known })
    .onConflict((conflict) => conflict.columns(['meeting_id', 'person_id']).doUpdateSet(known))
    .execute()
}

/** Forgets it all: the meeting is at another time, or not at all. */
export async function forgetAttendance(db: TxDb, meetingId: string): Promise<void> {
  await db.deleteFrom('attendance').where('meeting_id', '=', meetingId).execute()
}
