import type { Db, TxDb } from '#platform/database.ts'

import type { Condition } from '../booking.ts'
import type { Consultation } from '../consultation.ts'

/** Keeps what was booked. */
export async function insertConsultation(db: TxDb, one: Consultation): Promise<void> {
  await db
    .insertInto('consultations')
    .values({
      meeting_id: one.meetingId,
      offering_id: one.offeringId,
      title: one.title,
      price_minor: one.price?.minor ?? null,
      currency: one.price?.currency ?? null,
      answers: JSON.stringify(one.answers),
      waits_for: [...one.waitsFor],
    })
    .execute()
}

/** What was booked with this meeting, or null. */
export async function findConsultation(db: Db, meetingId: string): Promise<Consultation | null> {
  const row = await db
    .selectFrom('consultations')
    .selectAll()
    .where('meeting_id', '=', meetingId)
    .executeTakeFirst()
  if (!row) return null
  const { price_minor: minor, currency } = row
  return {
    meetingId: row.meeting_id,
    offeringId: row.offering_id,
    title: row.title,
    price: minor === null || currency === null ? null : { minor, currency },
    answers: row.answers as Consultation['answers'],
    waitsFor: row.waits_for as Condition[],
  }
}

/** Keeps what is still waited for. The meeting's row is locked by whoever calls. */
export async function saveWaitsFor(
  db: TxDb,
  meetingId: string,
  waitsFor: readonly Condition[],
): Promise<void> {
  await db
    .updateTable('consultations')
    .set({ waits_for: [...waitsFor] })
    .where('meeting_id', '=', meetingId)
    .execute()
}

/** Forgets what was answered with these. */
export async function emptyAnswers(db: TxDb, meetingIds: readonly string[]): Promise<void> {
  if (meetingIds.length === 0) return
  await db
    .updateTable('consultations')
    .set({ answers: '[]' })
    .where('meeting_id', 'in', [...meetingIds])
    .execute()
}
