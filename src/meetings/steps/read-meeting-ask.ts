import * as availability from '#availability'
import type { Db } from '#platform/database.ts'
import { DAY, type Instant, MINUTE } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

import { isPast, type OpenQuestion, questionOf, questionOfSchedule } from '../invite.ts'
import type { Meeting } from '../meeting.ts'
import { type Ask, reachOf } from '../slots.ts'
import { findInvite } from '../store/invites.ts'
import { readAsk } from './read-ask.ts'

/**
 * Gathers where a meeting can be moved: the invite's hours, or the organizer's schedule where these are past; those hours of
 * theirs it was booked from, where that was no invite. Its own time is free. In a change, call it under the lock of those it
 * blocks. `wish` is asked about as well, where it may lie outside of what is offered.
 */
export async function readMeetingAsk(db: Db, meeting: Meeting, now: Instant, wish?: Instant): Promise<Ask> {
  const question = await readQuestion(db, meeting, now)
  return readAskWithin(db, meeting, { question, now, wish })
}

/** The same among the times of another question. */
export async function readAskWithin(
  db: Db,
  meeting: Meeting,
  { question, now, wish }: { question: OpenQuestion; now: Instant; wish?: Instant | undefined },
): Promise<Ask> {
  const { organizerId } = meeting
  const bookerId = meeting.people.find((one) => one.role === 'booker')?.personId ?? organizerId
  const asked = {
    question,
    organizerId,
    bookerIds: [bookerId],
    exceptMeetingId: meeting.id,
    reach: withWish(reachOf(question), wish),
  }
  return { ...(await readAsk(db, asked, now)), presentStart: meeting.startsAt }
}

function withWish([from, until]: Interval, wish = from): Interval {
  return [Math.min(from, wish - DAY), Math.max(until, wish + DAY)]
}

async function readQuestion(db: Db, meeting: Meeting, now: Instant): Promise<OpenQuestion> {
  const { hours } = meeting
  const schedule = await availability.scheduleOf(db, meeting.organizerId, hours?.scheduleId)
  const invite = meeting.inviteId === null ? null : await findInvite(db, meeting.inviteId)
  const offered = invite && questionOf(invite.offer, invite.endsAt, schedule, now)
  const durationMinutes = (meeting.endsAt - meeting.startsAt) / MINUTE
  // It takes as long as it does now, which may be another time than was offered.
  if (offered && !isPast(offered)) return { ...offered, durationMinutes }
  return questionOfSchedule(schedule, { durationMinutes, noticeMinutes: hours?.noticeMinutes }, now)
}
