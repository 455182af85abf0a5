import type { App, Tx } from '#platform/app.ts'
import { type Db, isOverlap } from '#platform/database.ts'
import type { Caller } from '#platform/http.ts'
import { Refusal } from '#platform/refusal.ts'
import { type Instant, MINUTE } from '#time/instant.ts'

import { accessMeeting, lockMeetingFor } from '../access.ts'
import type { Cause } from '../change.ts'
import { type Changed, idsOf, type Meeting } from '../meeting.ts'
import { type Ask, findObjection, refuseTime, timeRefused } from '../slots.ts'
import { moveEngagements, saveRsvp } from '../store/engagements.ts'
import { addFreshSlots } from './add-fresh-slots.ts'
import { findRepeat } from './find-repeat.ts'
import { keepChange } from './keep-change.ts'
import { lockTime } from './lock-time.ts'
import { readCalendarsNow } from './read-calendars-now.ts'

export type Move = { meetingId: string; startsAt: Instant; reason: string; requestId: string }

/** How a meeting is moved: who may at all, among which times, and what becomes of it. All of them throw refusals. */
export type WayToMove = {
  mayMove(meeting: Meeting): boolean
  readAsk(db: Db, meeting: Meeting, now: Instant): Promise<Ask>
  move(db: Db, meeting: Meeting, cause: Cause): Promise<Changed>
}

/**
 * Moves a meeting, at once and for everyone; UID and join link stay. The same request id is the same move. A time that is
 * taken or not offered is refused with fresh slots (409).
 */
export async function moveMeeting(app: App, caller: Caller, input: Move, way: WayToMove): Promise<void> {
  try {
    const readAt = await readCalendarsFor(app, caller, input, way)
    await app.transaction((tx) => moveInside(tx, caller, input, { way, readAt }))
  } catch (error) {
    throw await refusalOf(app, caller, { input, way, error })
  }
}

// Nobody else's calendars are read for somebody who could not move it anyway.
async function readCalendarsFor(
  app: App,
  caller: Caller,
  { meetingId, startsAt }: Move,
  way: WayToMove,
): Promise<Instant | null> {
  const { meeting } = await accessMeeting(app.db, meetingId, caller.personId)
  if (!way.mayMove(meeting)) return null
  const ask = await way.readAsk(app.db, meeting, app.now()).catch(nullForRefusal)
  return !ask || findObjection(ask, startsAt) ? null : readCalendarsNow(app, ask, startsAt)
}

// What is refused here is refused inside, too; or answered again, where it was done before.
function nullForRefusal(error: unknown): null {
  if (error instanceof Refusal) return null
  throw error
}

// Locks in the order of the house: meeting, people by id, engagements, stream.
async function moveInside(
  tx: Tx,
  caller: Caller,
  input: Move,
  { way, readAt }: { way: WayToMove; readAt: Instant | null },
): Promise<void> {
  const { meeting } = await lockMeetingFor(tx.db, input.meetingId, caller.personId)
  const { startsAt, reason, requestId } = input
  const request = { actorId: caller.personId, requestId }
  if (await findRepeat(tx.db, meeting.id, request, { kind: 'rescheduled', reason, startsAt })) return
  const after = await way.move(tx.db, meeting, { ...request, reason, now: tx.now })

  await lockTime(tx, idsOf(meeting))
  refuseTime(await way.readAsk(tx.db, meeting, tx.now), startsAt)
  await moveEngagements(tx.db, after.meeting)
  const mover = after.meeting.people.find((one) => one.personId === caller.personId)
  if (mover?.role === 'attendee') await saveRsvp(tx.db, meeting.id, mover.personId, mover.rsvp)
  await keepChange(tx, after, readAt)
}

// The constraint has the last word: somebody booked over the new time in another room at the same moment.
async function refusalOf(
  app: App,
  caller: Caller,
  { input, way, error }: { input: Move; way: WayToMove; error: unknown },
): Promise<unknown> {
  const refusal = isOverlap(error) ? timeRefused('time_taken') : error
  if (!(refusal instanceof Refusal)) return error
  const { meeting } = await accessMeeting(app.db, input.meetingId, caller.personId)
  return addFreshSlots(app, refusal, {
    personId: caller.personId,
    startsAt: input.startsAt,
    durationMinutes: (meeting.endsAt - meeting.startsAt) / MINUTE,
    async readAsk(db) {
      const present = await accessMeeting(db, meeting.id, caller.personId)
      return way.readAsk(db, present.meeting, app.now())
    },
  })
}
