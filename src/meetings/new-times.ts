import { conflict, forbidden, type Refusal } from '#platform/refusal.ts'
import type { Schedule } from '#availability/schedule.ts'
import { type Instant, MINUTE } from '#time/instant.ts'

import { isSameOffer, type OfferedHours, type OpenQuestion, questionOf } from './invite.ts'
import type { Cause } from './change.ts'
import { type Changed, isExpected, isToCome, type Meeting, moved, refuseUnlessConfirmed } from './meeting.ts'

/**
 * New times that the organizer offers for a meeting that stands: until somebody takes one up, the old time is the
 * meeting's. There is one such offer at a time; with the start, the move or the end of the meeting it is over.
 */
export type NewTimes = {
  meetingId: string
  hours: OfferedHours
  /** End of the last offered window. */
  endsAt: Instant
  reason: string
  /** Rises when other times are offered instead. */
  version: number
  offeredAt: Instant
}

/** The offer while it can be taken up; null before one is made and when it is over. */
export function openTimes(times: NewTimes | null, meeting: Meeting, now: Instant): NewTimes | null {
  const isOpen = meeting.status === 'confirmed' && now < meeting.startsAt
  return times && isOpen && now < times.endsAt ? times : null
}

/** Who picks: the person who booked; once they are gone, whoever attends. Never the organizer, whose times they are. */
export function mayTakeUp(meeting: Meeting, personId: string): boolean {
  const booker = meeting.people.find((one) => one.role === 'booker')
  if (booker) return booker.personId === personId
  return personId !== meeting.organizerId && isExpected(meeting, personId)
}

/** Guards offering new times: the organizer's alone, before the start. Throws refusals. */
export function refuseOffering(meeting: Meeting, actorId: string, now: Instant): void {
  if (meeting.organizerId !== actorId)
    throw forbidden(
      'not_organizer',
      'Only the organizer offers new times for a meeting. You can pick another one of those offered before.',
    )
  refuseLate(meeting, now)
}

/** Guards taking up a new time. Throws refusals. */
export function refuseTakingUp(
  meeting: Meeting,
  times: NewTimes | null,
  actorId: string,
  now: Instant,
): NewTimes {
  if (meeting.organizerId === actorId)
    throw forbidden('own_times', 'You offered these times yourself. The other side picks one.')
  if (!mayTakeUp(meeting, actorId))
    throw forbidden('not_organizer_or_booker', 'Only the person who booked this meeting picks a new time.')
  return refuseClosed(meeting, times, now)
}

/** Guards what needs an offer that can be taken up. Throws refusals. */
export function refuseClosed(meeting: Meeting, times: NewTimes | null, now: Instant): NewTimes {
  refuseLate(meeting, now)
  const open = openTimes(times, meeting, now)
  if (!open) throw noNewTimes()
  return open
}

/** What the offer leaves to book, for as long as the meeting takes now. */
export function questionOfTimes(
  { hours, endsAt }: Pick<NewTimes, 'hours' | 'endsAt'>,
  meeting: Meeting,
  schedule: Schedule,
  now: Instant,
): OpenQuestion {
  const durationMinutes = (meeting.endsAt - meeting.startsAt) / MINUTE
  return questionOf({ ...hours, durationMinutes }, endsAt, schedule, now)
}

/** Moves the meeting to one of the new times. Who took it up comes, of course. Who may, and when, is judged before. */
export function takeUp(meeting: Meeting, startsAt: Instant, cause: Cause): Changed {
  if (startsAt === meeting.startsAt)
    throw conflict('same_time', 'The meeting is at this time already. Choose another one.')
  const { meeting: after, change } = moved(
    meeting,
    { startsAt, endsAt: startsAt + (meeting.endsAt - meeting.startsAt) },
    cause,
  )
  const people = after.people.map((one) =>
    one.personId === cause.actorId ? { ...one, rsvp: 'accepted' as const } : one,
  )
  return { meeting: { ...after, people }, change }
}

const anyRest = { durationMinutes: 30, note: '', place: 'parley', placeUrl: '' } as const

/** Whether the same hours are offered again. */
export function isSameTimes(times: NewTimes, hours: OfferedHours, reason: string): boolean {
  const whole = (one: OfferedHours) => ({ ...one, ...anyRest })
  return times.reason === reason && isSameOffer(whole(times.hours), whole(hours))
}

function refuseLate(meeting: Meeting, now: Instant): void {
  refuseUnlessConfirmed(meeting)
  if (!isToCome(meeting, now))
    throw conflict('meeting_over', 'This meeting is over; it can no longer be moved.')
  if (now >= meeting.startsAt)
    throw conflict('meeting_began', 'This meeting has begun. Reschedule it to a time you know.')
}

function noNewTimes(): Refusal {
  return conflict('no_new_times', 'No new times are offered for this meeting any more. It stays at its time.')
}
