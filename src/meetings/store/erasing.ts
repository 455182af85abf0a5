import { sql } from 'kysely'

import { type Db, instant, type TxDb } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

/** The rooms in which somebody still has a meeting to come, something held, or an open invite. */
export async function listRoomIdsAhead(db: Db, personId: string, now: Instant): Promise<string[]> {
  const meetings = await db
    .selectFrom('engagements')
    .innerJoin('meetings', 'meetings.id', 'engagements.meeting_id')
    .select('meetings.room_id')
    .where('engagements.person_id', '=', personId)
    .where('meetings.status', 'in', ['held', 'confirmed'])
    .where('meetings.ends_at', '>', instant(now))
    .execute()
  const invites = await db
    .selectFrom('invites')
    .select('room_id')
    .where('organizer_id', '=', personId)
    .where('status', '=', 'open')
    .execute()
  return [...new Set([...meetings, ...invites].map((row) => row.room_id))].toSorted()
}

/** The rooms of all meetings and invites in which somebody is named. */
export async function listRoomIdsOfPerson(db: Db, personId: string): Promise<string[]> {
  const { rows } = await sql<{ room_id: string }>`
    select room_id from meetings where organizer_id = ${personId}::uuid or booked_by_id = ${personId}::uuid
      or id in (select meeting_id from engagements where person_id = ${personId}::uuid)
    union select room_id from invites where organizer_id = ${personId}::uuid
    order by 1`.execute(db)
  return rows.map((row) => row.room_id)
}

/**
 * Names somebody no longer where a meeting was cancelled because they left, and forgets whether they were late, and which times
 * suited them.
 */
export async function forgetNameInReasons(db: TxDb, personId: string, instead: string): Promise<void> {
  const reason = `${instead} left the room.`
  await db
    .updateTable('meeting_changes')
    .set({ reason })
    .where('actor_id', '=', personId)
    .where('kind', 'in', ['cancelled', 'refused', 'withdrawn'])
    .where('request_id', 'is', null)
    .where('reason', 'like', '% left the room.')
    .execute()
  await db
    .updateTable('meetings')
    .set({ cancel_reason: reason })
    .where('cancelled_by_id', '=', personId)
    .where('cancel_reason', 'like', '% left the room.')
    .execute()
  await db.deleteFrom('attendance').where('person_id', '=', personId).execute()
  await db.deleteFrom('agreement_people').where('person_id', '=', personId).execute()
}

/** Empties what was written with the meetings and invites of rooms that nobody can enter any more. */
export async function emptyNotesOf(db: TxDb, roomId: string): Promise<void> {
  await db.updateTable('invites').set({ note: '' }).where('room_id', '=', roomId).execute()
  await db
    .updateTable('counter_offers')
    .set({ note: '' })
    .where('invite_id', 'in', db.selectFrom('invites').select('id').where('room_id', '=', roomId))
    .execute()
  await db.updateTable('meetings').set({ note: '' }).where('room_id', '=', roomId).execute()
  await db
    .updateTable('meeting_changes')
    .set({ reason: '' })
    .where('meeting_id', 'in', db.selectFrom('meetings').select('id').where('room_id', '=', roomId))
    .execute()
}

/** The ids of every meeting somebody is in, the latest first. */
export async function listMeetingIdsOf(db: Db, personId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('engagements')
    .select('meeting_id')
    .where('person_id', '=', personId)
    .orderBy('starts_at', 'desc')
    .execute()
  return rows.map((row) => row.meeting_id)
}

/** What was booked or asked for of what somebody offers, with this person on either side; the latest first. */
export async function listConsultationsOf(
  db: Db,
  personId: string,
): Promise<{ meetingId: string; roomId: string; isBooker: boolean }[]> {
  const rows = await db
    .selectFrom('meetings')
    .select(['id', 'room_id', 'booked_by_id'])
    .where('offering_id', 'is not', null)
    .where((either) => either.or({ organizer_id: personId, booked_by_id: personId }))
    .orderBy('starts_at', 'desc')
    .execute()
  return rows.map((row) => ({
    meetingId: row.id,
    roomId: row.room_id,
    isBooker: row.booked_by_id === personId,
  }))
}

/**
 * Empties what somebody wrote with these meetings: the word with a request, an answer or a change. Not that they left, which is
 * ours.
 */
export async function emptyWordsOf(db: TxDb, personId: string, meetingIds: readonly string[]): Promise<void> {
  const given = await db
    .updateTable('meeting_changes')
    .set({ reason: '' })
    .where('actor_id', '=', personId)
    .where('request_id', 'is not', null)
    .where('meeting_id', 'in', [...meetingIds])
    .returning(['meeting_id', 'kind'])
    .execute()
  const cancelled = given.filter(({ kind }) => kind === 'cancelled').map((row) => row.meeting_id)
  if (cancelled.length === 0) return
  await db.updateTable('meetings').set({ cancel_reason: '' }).where('id', 'in', cancelled).execute()
}

/** The ids of every invite somebody sent, the latest first. */
export async function listInviteIdsOf(db: Db, organizerId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('invites')
    .select('id')
    .where('organizer_id', '=', organizerId)
    .orderBy('created_at', 'desc')
    .execute()
  return rows.map((row) => row.id)
}
