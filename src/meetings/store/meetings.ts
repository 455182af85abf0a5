import { dateOrNull, type Db, instant, type TxDb } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

import { type Engagement, type Meeting, startsLocal } from '../meeting.ts'
import { listEngagements, listEngagementsOf } from './engagements.ts'

/** Keeps a new meeting; false when its invite is booked or this request id of its booker was used before. */
export async function insertMeeting(db: TxDb, meeting: Meeting, requestId: string): Promise<boolean> {
  const row = await db
    .insertInto('meetings')
    .values({
      id: meeting.id,
      room_id: meeting.roomId,
      uid: meeting.uid,
      ...changingColumns(meeting),
      organizer_id: meeting.organizerId,
      booked_by_id: meeting.bookedById,
      invite_id: meeting.inviteId,
      offering_id: meeting.offeringId,
      schedule_id: meeting.hours?.scheduleId ?? null,
      notice_minutes: meeting.hours?.noticeMinutes ?? null,
      needs_yes: meeting.hours?.needsYes ?? false,
      call_id: meeting.callId,
      note: meeting.note,
      request_id: requestId,
      created_at: new Date(meeting.createdAt),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Keeps what a meeting has become; its people are kept on their own. */
export async function saveMeeting(db: TxDb, meeting: Meeting): Promise<void> {
  await db
    .updateTable('meetings')
    .set(changingColumns(meeting))
    .where('id', '=', meeting.id)
    .executeTakeFirstOrThrow()
}

/** Notes who cancelled a meeting and why. */
export async function saveCancellation(
  db: TxDb,
  meetingId: string,
  actorId: string,
  reason: string,
): Promise<void> {
  await db
    .updateTable('meetings')
    .set({ cancelled_by_id: actorId, cancel_reason: reason })
    .where('id', '=', meetingId)
    .executeTakeFirstOrThrow()
}

/** The meeting with the people in it, or null. */
export async function findMeeting(db: Db, id: string): Promise<Meeting | null> {
  const row = await db.selectFrom('meetings').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? readMeeting(row, await listEngagements(db, id)) : null
}

/** The meeting with its row locked until the end of the change, or null. */
export async function takeMeeting(db: TxDb, id: string): Promise<Meeting | null> {
  const row = await db.selectFrom('meetings').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  return row ? readMeeting(row, await listEngagements(db, id)) : null
}

/** The meeting this person booked under this request id, or null. */
export async function findBookedMeeting(
  db: Db,
  bookedById: string,
  requestId: string,
): Promise<Meeting | null> {
  const row = await db
    .selectFrom('meetings')
    .selectAll()
    .where('booked_by_id', '=', bookedById)
    .where('request_id', '=', requestId)
    .executeTakeFirst()
  return row ? readMeeting(row, await listEngagements(db, row.id)) : null
}

/** How many times are held at this instant that one person has asked another for. */
export async function countHeld(
  db: Db,
  { bookedById, organizerId, now }: { bookedById: string; organizerId: string; now: Instant },
): Promise<number> {
  const row = await db
    .selectFrom('meetings')
    .select((eb) => eb.fn.countAll<string>().as('many'))
    .where('booked_by_id', '=', bookedById)
    .where('organizer_id', '=', organizerId)
    .where('status', '=', 'held')
    .where('held_until', '>', instant(now))
    .executeTakeFirstOrThrow()
  return Number(row.many)
}

/**
 * One person's meetings inside the range, by start: those that take place and they have not declined, and those cancelled
 * since `cancelledSince`. What was never confirmed is none.
 */
export async function listMeetingsOf(
  db: Db,
  personId: string,
  { range, cancelledSince }: { range: Interval; cancelledSince: Instant },
): Promise<Meeting[]> {
  const rows = await db
    .selectFrom('meetings')
    .innerJoin('engagements', 'engagements.meeting_id', 'meetings.id')
    .selectAll('meetings')
    .where('engagements.person_id', '=', personId)
    .where('engagements.rsvp', '<>', 'declined')
    .where('meetings.held_until', 'is', null)
    .where('engagements.ends_at', '>', instant(range[0]))
    .where('engagements.starts_at', '<', instant(range[1]))
    .where((eb) =>
      eb.or([
        eb('meetings.status', '=', 'confirmed'),
        eb('meetings.updated_at', '>', instant(cancelledSince)),
      ]),
    )
    .orderBy('meetings.starts_at')
    .orderBy('meetings.id')
    .execute()
  const ids = rows.map((row) => row.id)
  const people = await listEngagementsOf(db, ids)
  return rows.map((row) => readMeeting(row, people.get(row.id) ?? []))
}

/** The meeting that became of this invite under this request id, whoever booked it, or null. */
export async function findMeetingOfRequest(
  db: Db,
  inviteId: string,
  requestId: string,
): Promise<Meeting | null> {
  const row = await db
    .selectFrom('meetings')
    .selectAll()
    .where('invite_id', '=', inviteId)
    .where('request_id', '=', requestId)
    .executeTakeFirst()
  return row ? readMeeting(row, await listEngagements(db, row.id)) : null
}

/** Meetings of a room that are not over, and what is held in it. */
export async function listMeetingIdsToCome(db: Db, roomId: string, now: Instant): Promise<string[]> {
  const rows = await db
    .selectFrom('meetings')
    .select('id')
    .where('room_id', '=', roomId)
    .where('status', 'in', ['held', 'confirmed'])
    .where('ends_at', '>', instant(now))
    .orderBy('id')
    .execute()
  return rows.map((row) => row.id)
}

/**
 * What was held and has run out, the longest ago first: by the clock, or because somebody has already booked over it, by
 * a clock that has been put back since.
 */
export async function listRunOutIds(db: Db, now: Instant, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('meetings')
    .select('id')
    .where('status', '=', 'held')
    .where((eb) =>
      eb.or([
        eb('held_until', '<=', instant(now)),
        eb.exists(
          eb
            .selectFrom('engagements')
            .select('meeting_id')
            .whereRef('engagements.meeting_id', '=', 'meetings.id')
            .where('engagements.status', '=', 'released'),
        ),
      ]),
    )
    .orderBy('held_until')
    .limit(limit)
    .execute()
  return rows.map((row) => row.id)
}

type MeetingRow = {
  id: string
  room_id: string
  uid: string
  sequence: number
  status: string
  starts_at: Instant
  ends_at: Instant
  time_zone: string
  organizer_id: string
  booked_by_id: string
  invite_id: string | null
  offering_id: string | null
  schedule_id: string | null
  notice_minutes: number | null
  needs_yes: boolean
  held_until: Instant | null
  call_id: string
  note: string
  created_at: Instant
  updated_at: Instant
}

function readMeeting(row: MeetingRow, people: Engagement[]): Meeting {
  return {
    id: row.id,
    roomId: row.room_id,
    uid: row.uid,
    sequence: row.sequence,
    status: row.status as Meeting['status'],
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    timeZone: row.time_zone,
    organizerId: row.organizer_id,
    bookedById: row.booked_by_id,
    inviteId: row.invite_id,
    offeringId: row.offering_id,
    hours:
      row.offering_id === null
        ? null
        : { scheduleId: row.schedule_id, noticeMinutes: row.notice_minutes, needsYes: row.needs_yes },
    heldUntil: row.held_until,
    callId: row.call_id,
    note: row.note,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    people,
  }
}

function changingColumns(meeting: Meeting) {
  return {
    sequence: meeting.sequence,
    status: meeting.status,
    starts_at: new Date(meeting.startsAt),
    ends_at: new Date(meeting.endsAt),
    starts_local: startsLocal(meeting),
    time_zone: meeting.timeZone,
    held_until: dateOrNull(meeting.heldUntil),
    updated_at: new Date(meeting.updatedAt),
  }
}
