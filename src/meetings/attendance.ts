import { conflict, forbidden, missing } from '#platform/refusal.ts'
import { type Instant, MINUTE } from '#time/instant.ts'

import { type Change, type Span, noteLine } from './change.ts'
import { isExpected, maySteer, type Meeting, refuseUnlessConfirmed } from './meeting.ts'

/** How late one can say to be, in minutes. */
export const lateChoices = [5, 10, 15] as const

/** None takes back what was said. */
export type LateMinutes = 0 | (typeof lateChoices)[number]

/** How somebody stands to a meeting that begins or has begun; nothing of it is kept for who is on time and came. */
export type Attendance = { personId: string; lateMinutes: number | null; missed: boolean }

const lateFromMs = 30 * MINUTE

/** What one person can say of being late to one meeting: changing one's mind, not writing to the room with it. */
export const latenessAnHour = { tries: 10, windowMs: 60 * MINUTE }

/** From half an hour before the start until the end it makes sense to say that one is late. */
export function isLateTime({ startsAt, endsAt }: Span, now: Instant): boolean {
  return startsAt - lateFromMs <= now && now < endsAt
}

/** Guards saying that one is late: by who is expected, around the meeting's own time. Throws refusals. */
export function refuseLateness(meeting: Meeting, personId: string, now: Instant): void {
  if (!isExpected(meeting, personId))
    throw forbidden('not_expected', 'You are not expected at this meeting, so you cannot be late for it.')
  refuseUnlessConfirmed(meeting)
  if (now < meeting.startsAt && !isLateTime(meeting, now))
    throw conflict('too_early', 'Say so from half an hour before the meeting starts.')
  if (now >= meeting.endsAt) throw conflict('meeting_over', 'This meeting is over.')
}

/**
 * Guards noting that somebody did not come, or came after all: by organizer or booker, once it has started, of somebody
 * else who was expected. Throws refusals.
 */
export function refuseMarking(
  meeting: Meeting,
  { actorId, personId }: { actorId: string; personId: string },
  now: Instant,
): void {
  if (!maySteer(meeting, actorId))
    throw forbidden(
      'not_organizer_or_booker',
      'Only the organizer and the person who booked can note who did not come.',
    )
  if (!meeting.people.some((one) => one.personId === personId)) throw missing()
  if (personId === actorId) throw conflict('not_yourself', 'Somebody else notes whether you came.')
  if (!isExpected(meeting, personId))
    throw conflict('declined_before', 'They declined, so nobody expected them.')
  refuseUnlessConfirmed(meeting)
  if (now < meeting.startsAt)
    throw conflict('not_started', 'Who did not come is known once the meeting has started.')
}

/** The line in the history when somebody says how late they are. */
export function lineOfLateness(personId: string, minutes: LateMinutes, now: Instant): Omit<Change, 'number'> {
  return { ...bareLine('late', personId, now), minutes }
}

/** The line in the history when it is noted that somebody did not come, or did after all. */
export function lineOfAbsence(
  { actorId, personId, missed }: { actorId: string; personId: string; missed: boolean },
  now: Instant,
): Omit<Change, 'number'> {
  return { ...bareLine(missed ? 'missed' : 'came', actorId, now), aboutId: personId }
}

function bareLine(kind: Change['kind'], actorId: string, now: Instant): Omit<Change, 'number'> {
  return noteLine(kind, { actorId, reason: '', requestId: null, now })
}
