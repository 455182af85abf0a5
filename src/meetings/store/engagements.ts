import { sql } from 'kysely'

import { dateOrNull, type Db, instant, type TxDb } from '#platform/database.ts'
import { readPackedIntervals } from '#platform/packed-intervals.ts'
import type { Instant } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

import type { Engagement, Meeting } from '../meeting.ts'
import type { Taken } from '../slots.ts'

/**
 * Takes everyone's time in one statement and answers for how many it could. Fewer than sent: somebody who blocks is
 * taken, and the change must be rolled back. Without a target a conflict waits for the other change instead of raising,
 * which two inserters could do to each other at once.
 */
export async function insertEngagements(
  db: TxDb,
  meeting: Meeting,
  people: readonly Engagement[] = meeting.people,
): Promise<number> {
  const rows = await db
    .insertInto('engagements')
    .values(
      people
        .toSorted((one, other) => (one.personId < other.personId ? -1 : 1))
        .map((one) => ({
          meeting_id: meeting.id,
          person_id: one.personId,
          role: one.role,
          rsvp: one.rsvp,
          blocks: one.blocks,
          starts_at: new Date(meeting.startsAt),
          ends_at: new Date(meeting.endsAt),
          status: meeting.heldUntil === null ? 'live' : 'held',
          held_until: dateOrNull(meeting.heldUntil),
        })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning('person_id')
    .execute()
  return rows.length
}

/**
 * Moves everyone's time in one statement; who only attends is asked again, and agreed to the time before alone. Where somebody is
 * taken the constraint raises what `isOverlap` knows.
 */
export async function moveEngagements(db: TxDb, meeting: Meeting): Promise<void> {
  await db
    .updateTable('engagements')
    .set({
      starts_at: new Date(meeting.startsAt),
      ends_at: new Date(meeting.endsAt),
      rsvp: sql<string>`case when role = 'attendee' then 'waiting' else rsvp end`,
      blocks: sql<boolean>`blocks and role <> 'attendee'`,
    })
    .where('meeting_id', '=', meeting.id)
    .where('status', '=', 'live')
    .execute()
}

/** Gives everyone's time back; who was asked stays known. */
export async function releaseEngagements(db: TxDb, meetingId: string): Promise<void> {
  await db
    .updateTable('engagements')
    .set({ status: 'released', held_until: null })
    .where('meeting_id', '=', meetingId)
    .execute()
}

/** Makes what was held of everyone's time theirs for good; answers of how many it still could. */
export async function confirmEngagements(db: TxDb, meetingId: string): Promise<number> {
  const rows = await db
    .updateTable('engagements')
    .set({ status: 'live', held_until: null })
    .where('meeting_id', '=', meetingId)
    .where('status', '=', 'held')
    .returning('person_id')
    .execute()
  return rows.length
}

/**
 * Gives back what was held of these people's time and has run out, in whichever room; answers whether there was any. What it
 * means for the meetings is left to whoever looks at those: their rows are locked before people, never after.
 */
export async function releaseRunOut(db: TxDb, personIds: readonly string[], now: Instant): Promise<boolean> {
  const rows = await db
    .updateTable('engagements')
    .set({ status: 'released', held_until: null })
    .where('person_id', 'in', [...personIds])
    .where('status', '=', 'held')
    .where('held_until', '<=', instant(now))
    .returning('meeting_id')
    .execute()
  return rows.length > 0
}

/** Takes one person out of a meeting. */
export async function deleteEngagement(db: TxDb, meetingId: string, personId: string): Promise<void> {
  await db
    .deleteFrom('engagements')
    .where('meeting_id', '=', meetingId)
    .where('person_id', '=', personId)
    .executeTakeFirstOrThrow()
}

/** Keeps one person's answer; who declines is taken by nothing. */
export async function saveRsvp(db: TxDb, meetingId: string, personId: string, rsvp: string): Promise<void> {
  await db
    .updateTable('engagements')
    .set({ rsvp, ...(rsvp === 'declined' && { blocks: false }) })
    .where('meeting_id', '=', meetingId)
    .where('person_id', '=', personId)
    .executeTakeFirstOrThrow()
}

/** The people of a meeting: organizer, booker, attendees. */
export async function listEngagements(db: Db, meetingId: string): Promise<Engagement[]> {
  const rows = await db
    .selectFrom('engagements')
    .select(['person_id', 'role', 'rsvp', 'blocks'])
    .where('meeting_id', '=', meetingId)
    .orderBy(inRoleOrder)
    .orderBy('person_id')
    .execute()
  return rows.map(readEngagement)
}

/** The people of each of these meetings, by its id. */
export async function listEngagementsOf(
  db: Db,
  meetingIds: readonly string[],
): Promise<Map<string, Engagement[]>> {
  const people = new Map<string, Engagement[]>(meetingIds.map((id) => [id, []]))
  if (meetingIds.length === 0) return people
  const rows = await db
    .selectFrom('engagements')
    .select(['meeting_id', 'person_id', 'role', 'rsvp', 'blocks'])
    .where('meeting_id', 'in', [...meetingIds])
    .orderBy(inRoleOrder)
    .orderBy('person_id')
    .execute()
  for (const row of rows) people.get(row.meeting_id)?.push(readEngagement(row))
  return people
}

/**
 * What stands in these people's time inside the range: live, or held and not run out, of any role, not declined, without one
 * meeting. One row for each person and kind (what they organize apart), its times packed: thousands of them cost little more than
 * one.
 */
export async function listTaken(
  db: Db,
  personIds: readonly string[],
  range: Interval,
  { now, exceptMeetingId = null }: { now: Instant; exceptMeetingId?: string | null },
): Promise<Taken[]> {
  const rows = await db
    .selectFrom('engagements')
    .select(['person_id', 'blocks'])
    .select([
      sql<Buffer>`string_agg(timestamptz_send(starts_at) || timestamptz_send(ends_at), ''::bytea order by starts_at)`.as(
        'times',
      ),
      organizes.as('organizes'),
      sql<Instant | null>`min(held_until)`.as('held_until'),
    ])
    .where('person_id', 'in', [...personIds])
    .where('status', 'in', ['live', 'held'])
    .where((eb) => eb.or([eb('held_until', 'is', null), eb('held_until', '>', instant(now))]))
    .where('rsvp', '<>', 'declined')
    .where('ends_at', '>', instant(range[0]))
    .where('starts_at', '<', instant(range[1]))
    .$if(exceptMeetingId !== null, (query) => query.where('meeting_id', '<>', exceptMeetingId))
    .groupBy(['person_id', 'blocks', organizes])
    .execute()
  return rows.map((row) => ({
    personId: row.person_id,
    blocks: row.blocks,
    isOrganized: row.organizes,
    intervals: readPackedIntervals(row.times),
    ...(row.held_until !== null && { trueUntil: row.held_until }),
  }))
}

/** A meeting in somebody's time, with what names it. */
type Engaged = Pick<Meeting, 'roomId' | 'offeringId' | 'note'> & {
  meetingId: string
  isOrganizer: boolean
  interval: Interval
}

/** What stands in one person's time inside the range, meeting by meeting, by start. */
export async function listEngaged(
  db: Db,
  personId: string,
  range: Interval,
  now: Instant,
): Promise<Engaged[]> {
  const rows = await db
    .selectFrom('engagements')
    .innerJoin('meetings', 'meetings.id', 'engagements.meeting_id')
    .select(['meetings.id', 'meetings.room_id', 'meetings.offering_id', 'meetings.note'])
    .select(['engagements.starts_at', 'engagements.ends_at'])
    .select(organizes.as('organizes'))
    .where('engagements.person_id', '=', personId)
    .where('engagements.status', 'in', ['live', 'held'])
    .where((eb) =>
      eb.or([eb('engagements.held_until', 'is', null), eb('engagements.held_until', '>', instant(now))]),
    )
    .where('engagements.rsvp', '<>', 'declined')
    .where('engagements.ends_at', '>', instant(range[0]))
    .where('engagements.starts_at', '<', instant(range[1]))
    .orderBy('engagements.starts_at')
    .execute()
  return rows.map((row) => ({
    meetingId: row.id,
    roomId: row.room_id,
    offeringId: row.offering_id,
    note: row.note,
    isOrganizer: row.organizes,
    interval: [row.starts_at, row.ends_at],
  }))
}

const organizes = sql<boolean>`(role = 'organizer')`

const inRoleOrder = sql`array_position(array['organizer', 'booker', 'attendee'], role)`

function readEngagement(row: { person_id: string; role: string; rsvp: string; blocks: boolean }): Engagement {
  return {
    personId: row.person_id,
    role: row.role as Engagement['role'],
    rsvp: row.rsvp as Engagement['rsvp'],
    blocks: row.blocks,
  }
}
