import type { WantedCall } from '#calls/call.ts'
import { cleanLine } from '#ical/plain-text.ts'
import { conflict, forbidden } from '#platform/refusal.ts'
import { type Instant, MINUTE } from '#time/instant.ts'
import { wallTimeOf } from '#time/wall-time.ts'
import { wallOf } from '#time/zone.ts'

import { type Cause, type Change, type Span, lineOf, noteLine, spanOf } from './change.ts'

export type MeetingStatus = 'held' | 'confirmed' | 'cancelled'
export type Role = 'organizer' | 'booker' | 'attendee'
export type Rsvp = 'accepted' | 'waiting' | 'declined'
export type Answer = 'accepted' | 'declined'

/** One person's part in a meeting. Who `blocks` can be in nothing else that blocks at that time. */
export type Engagement = { personId: string; role: Role; rsvp: Rsvp; blocks: boolean }

/**
 * One of the organizer's schedules, and how long before one can book in it; null for their usual ones. Where they say yes to
 * each time, nobody else moves it among them.
 */
export type MovableHours = { scheduleId: string | null; noticeMinutes: number | null; needsYes: boolean }

/** What offers a time: an invite, or something else that does. */
export type Offered = {
  inviteId: string | null
  offeringId: string | null
  roomId: string
  organizerId: string
  timeZone: string
  note: string
  hours: MovableHours | null
}

export type Meeting = Span & {
  id: string
  roomId: string
  /** For ever the same in every calendar (RFC 5545 §3.8.4.7). */
  uid: string
  /** Rises with every change that others' calendars must learn of (RFC 5545 §3.8.7.4). */
  sequence: number
  status: MeetingStatus
  /** The zone the wall time was meant in. */
  timeZone: string
  organizerId: string
  bookedById: string
  /** What it was booked from: an invite, or something else that offers times. */
  inviteId: string | null
  offeringId: string | null
  /** Among which of the organizer's hours it can be moved, where no invite says so. */
  hours: MovableHours | null
  /** Until when its time is held; kept with what was never confirmed. */
  heldUntil: Instant | null
  callId: string
  note: string
  createdAt: Instant
  updatedAt: Instant
  /** Those who are asked to come, declined or not; who left is no longer among them. */
  people: readonly Engagement[]
}

/** What two agreed on beside the time, in words: what it costs, and what was answered to what was asked. */
export type Terms = { price: string | null; answers: readonly { label: string; answer: string }[] }

/** A change of a meeting together with its line in the history; `terms` where it is told for the first time. */
export type Changed = { meeting: Meeting; change: Omit<Change, 'number'>; terms?: Terms }

/** What of the terms this person is told outside of the room: what it costs, the two alone; the answers, whom they were given to. */
export function termsFor(
  { meeting: { organizerId, bookedById }, terms }: Pick<Changed, 'meeting' | 'terms'>,
  personId: string,
): Terms {
  const isOrganizer = personId === organizerId
  const isBetween = isOrganizer || personId === bookedById
  return {
    price: (isBetween && terms?.price) || null,
    answers: (isOrganizer && terms?.answers) || [],
  }
}

/** What it is called everywhere: as the offering it was booked of, else by its room; never by what is said there. */
export function titleOf(meeting: Named, roomName: string): string {
  return ownTitleOf(meeting) ?? `Meeting: ${roomName}`
}

/** The title of the offering it was booked of, which its note holds; null for any other. */
export function ownTitleOf({ offeringId, note }: Named): string | null {
  return offeringId === null ? null : cleanLine(note, titleLength) || null
}

/** Where its card stands: the room, at that place. */
export function cardPath({ roomId, id }: Pick<Meeting, 'roomId' | 'id'>): string {
  return `/rooms/${roomId}#${cardPlace({ id })}`
}

/** The place of its card within its room. */
export function cardPlace({ id }: Pick<Meeting, 'id'>): string {
  return `meeting-${id}`
}

/** What stands to be read beside its title. */
export function noteOf(meeting: Named): string {
  return ownTitleOf(meeting) === null ? meeting.note : ''
}

type Named = Pick<Meeting, 'offeringId' | 'note'>

const titleLength = 120

/** Who has said before the booking that the time suits: those who had to are taken by it, the others have only accepted. */
export type Agreed = { requiredIds: readonly string[]; willingIds: readonly string[] }

const nobody: Agreed = { requiredIds: [], willingIds: [] }

/** Everyone in the room is asked; organizer, booker and who agreed are taken, the others are only waited for. */
export function engage(
  organizerId: string,
  bookerId: string,
  memberIds: readonly string[],
  { requiredIds, willingIds }: Agreed = nobody,
): Engagement[] {
  const asked = (personId: string): Engagement => ({
    ...asAttendee(personId),
    ...([...requiredIds, ...willingIds].includes(personId) && { rsvp: 'accepted' }),
    blocks: requiredIds.includes(personId),
  })
  return [
    { personId: organizerId, role: 'organizer', rsvp: 'accepted', blocks: true },
    { personId: bookerId, role: 'booker', rsvp: 'accepted', blocks: true },
    ...memberIds.filter((id) => id !== organizerId && id !== bookerId).map(asked),
  ]
}

/**
 * An offered time becomes a meeting in version 0 of its life, or is held for one. Who may book, and when, is judged before.
 */
export function book(
  { inviteId, offeringId, roomId, organizerId, timeZone, note, hours }: Offered,
  booking: {
    id: string
    callId: string
    /** Where this Parley lives; makes the UID unique in the world. */
    host: string
    startsAt: Instant
    durationMinutes: number
    /** Until when it is held, where it is not confirmed at once. */
    heldUntil: Instant | null
    bookerId: string
    memberIds: readonly string[]
    agreed?: Agreed | undefined
  },
  cause: Cause,
): Changed {
  const { id, callId, host, startsAt, durationMinutes, heldUntil, bookerId, memberIds, agreed } = booking
  const span = { startsAt, endsAt: startsAt + durationMinutes * MINUTE }
  const meeting: Meeting = {
    ...span,
    id,
    roomId,
    uid: `${id}@${host}`,
    sequence: 0,
    status: heldUntil === null ? 'confirmed' : 'held',
    timeZone,
    organizerId,
    bookedById: bookerId,
    inviteId,
    offeringId,
    hours,
    heldUntil,
    callId,
    note,
    createdAt: cause.now,
    updatedAt: cause.now,
    people: engage(organizerId, bookerId, memberIds, agreed),
  }
  const kind = agreed ? 'agreed' : 'booked'
  return {
    meeting,
    change: { ...lineOf(heldUntil === null ? kind : 'requested', cause), from: null, to: span },
  }
}

/** What a meeting wants of its call. */
export function callOf(meeting: Meeting): WantedCall {
  const { roomId, status, startsAt, endsAt, timeZone } = meeting
  const title = ownTitleOf(meeting)
  const people = listComing(meeting).map((one) => one.personId)
  return { roomId, status, startsAt, endsAt, timeZone, people, ...(title !== null && { title }) }
}

/** Everybody who is asked to come, declined or not. */
export function idsOf({ people }: Pick<Meeting, 'people'>): string[] {
  return people.map((one) => one.personId)
}

/** Those who come or may come: whoever declined does not. */
export function listComing({ people }: Pick<Meeting, 'people'>): Engagement[] {
  return people.filter(({ rsvp }) => rsvp !== 'declined')
}

/** Whether this person comes or may come, should the meeting take place. */
export function isExpected(meeting: Pick<Meeting, 'people'>, personId: string): boolean {
  return listComing(meeting).some((one) => one.personId === personId)
}

/** Whether it takes place, and with this person as far as they have said. */
export function isOnFor(meeting: Meeting, personId: string): boolean {
  return meeting.status === 'confirmed' && isExpected(meeting, personId)
}

/** Whether their answer is asked for, given or not: organizer and booker have agreed to the time by offering and booking it. */
export function isAsked(meeting: Meeting, personId: string): boolean {
  return roleOf(meeting, personId) === 'attendee'
}

/** Whether this person may cancel it for all, and move it where `mayMove`. */
export function maySteer(meeting: Meeting, personId: string): boolean {
  const role = roleOf(meeting, personId)
  return role === 'organizer' || role === 'booker'
}

/**
 * Whether this person may choose another time for all. Who booked what its organizer says yes to may not: the yes was to that
 * time.
 */
export function mayMove(meeting: Meeting, personId: string): boolean {
  return maySteer(meeting, personId) && (personId === meeting.organizerId || !meeting.hours?.needsYes)
}

/** Whether a change can still be made: confirmed and not over. */
export function isToCome(meeting: Meeting, now: Instant): boolean {
  return meeting.status === 'confirmed' && now < meeting.endsAt
}

/** Guards what only organizer and booker may do, until the end. Throws refusals. */
export function refuseSteering(meeting: Meeting, actorId: string, now: Instant): void {
  if (!maySteer(meeting, actorId)) {
    throw forbidden(
      'not_organizer_or_booker',
      'Only the organizer and the person who booked can move or cancel this meeting. You can decline for yourself.',
    )
  }
  refuseWhenDone(meeting, now)
}

/** Guards moving it to a time of the mover's own choice. Throws refusals. */
export function refuseMoving(
  meeting: Meeting,
  actorId: string,
  now: Instant,
  organizerName = 'The organizer',
): void {
  refuseSteering(meeting, actorId, now)
  if (!mayMove(meeting, actorId)) {
    throw conflict(
      'needs_yes',
      `${organizerName} says yes to each time. Cancel this one and ask for another, or ask for it in the room.`,
    )
  }
}

/**
 * Moves a meeting. Who was only asked is asked again, because the answer was to another time (RFC 5546 §3.2.2.1). Throws
 * refusals.
 */
export function reschedule(
  meeting: Meeting,
  startsAt: Instant,
  cause: Cause,
  organizerName?: string,
): Changed {
  refuseMoving(meeting, cause.actorId, cause.now, organizerName)
  if (startsAt === meeting.startsAt)
    throw conflict('same_time', 'The meeting is at this time already. Choose another one.')
  return moveTo(meeting, { startsAt, endsAt: startsAt + (meeting.endsAt - meeting.startsAt) }, cause)
}

/** The same for a move that was made in a calendar, which may change how long it takes. Throws refusals. */
export function moveTo(meeting: Meeting, to: Span, cause: Cause): Changed {
  refuseMoving(meeting, cause.actorId, cause.now)
  return moved(meeting, to, cause)
}

/** The meeting at its new time. Who may move it is judged before. */
export function moved(meeting: Meeting, to: Span, cause: Cause): Changed {
  const people = meeting.people.map((one) => (one.role === 'attendee' ? asAttendee(one.personId) : one))
  return {
    meeting: { ...meeting, ...to, people, sequence: meeting.sequence + 1, updatedAt: cause.now },
    change: { ...lineOf('rescheduled', cause), from: spanOf(meeting), to },
  }
}

/** Cancels a meeting for all. Throws refusals. */
export function cancel(meeting: Meeting, cause: Cause): Changed {
  refuseSteering(meeting, cause.actorId, cause.now)
  return cancelled(meeting, cause)
}

/** An attendee accepts or declines for themselves. Throws refusals. */
export function respond(meeting: Meeting, answer: Answer, cause: Cause): Changed {
  refuseWhenDone(meeting, cause.now)
  if (!isAsked(meeting, cause.actorId)) {
    throw conflict(
      'not_asked',
      'Your answer is not asked for here. Who organized or booked a meeting can move or cancel it.',
    )
  }
  const people = meeting.people.map((one) =>
    one.personId === cause.actorId
      ? { ...one, rsvp: answer, blocks: one.blocks && answer === 'accepted' }
      : one,
  )
  return {
    meeting: { ...meeting, people, updatedAt: cause.now },
    change: noteLine(answer, cause),
  }
}

/**
 * Somebody came into the room: they are asked to come, too. Undefined when they are, when it is over, and when it was booked of
 * what somebody offers: that is between the two.
 */
export function withAttendee(meeting: Meeting, personId: string, now: Instant): Meeting | undefined {
  if (!isToCome(meeting, now) || meeting.offeringId !== null || roleOf(meeting, personId)) return undefined
  const people = [...meeting.people, asAttendee(personId)]
  return { ...meeting, people, sequence: meeting.sequence + 1, updatedAt: now }
}

/**
 * Somebody left the room, or was removed. A meeting without its organizer, or with nobody else in it, is cancelled: by whoever
 * removed them, without a name in the reason.
 * Undefined when it does not concern them, or is over.
 */
export function withoutPerson(
  meeting: Meeting,
  leaver: { personId: string; name: string; removedById: string | null },
  now: Instant,
): Changed | undefined {
  const role = roleOf(meeting, leaver.personId)
  if (!isToCome(meeting, now) || !role) return undefined
  const { removedById } = leaver
  const cause = { actorId: leaver.personId, reason: '', requestId: null, now }
  const people = meeting.people.filter((one) => one.personId !== leaver.personId)
  if (role === 'organizer' || people.length < 2) {
    if (removedById === null) return cancelled(meeting, { ...cause, reason: `${leaver.name} left the room.` })
    const reason = `Its ${role} was removed from the room.`
    return cancelled(meeting, { ...cause, actorId: removedById, reason })
  }
  const line =
    removedById === null
      ? lineOf('left', cause)
      : { ...lineOf('removed', { ...cause, actorId: removedById }), aboutId: leaver.personId }
  return {
    meeting: { ...meeting, people, sequence: meeting.sequence + 1, updatedAt: now },
    change: { ...line, from: null, to: null },
  }
}

/** Guards what only a meeting that takes place has. Throws refusals. */
export function refuseUnlessConfirmed({ status, heldUntil }: Pick<Meeting, 'status' | 'heldUntil'>): void {
  if (status === 'confirmed') return
  if (heldUntil !== null)
    throw conflict(
      'meeting_unconfirmed',
      'This time was asked for and is not confirmed, so there is no meeting.',
    )
  throw conflict('meeting_cancelled', 'This meeting was cancelled.')
}

/** `2026-11-05 10:00:00`: what a clock in the meeting's zone shows at its start. */
export function startsLocal(meeting: Pick<Meeting, 'startsAt' | 'timeZone'>): string {
  const { date, minutes, seconds } = wallOf(meeting.timeZone, meeting.startsAt)
  return `${date} ${wallTimeOf(minutes)}:${String(seconds).padStart(2, '0')}`
}

function asAttendee(personId: string): Engagement {
  return { personId, role: 'attendee', rsvp: 'waiting', blocks: false }
}

function roleOf(meeting: Meeting, personId: string): Role | undefined {
  return meeting.people.find((one) => one.personId === personId)?.role
}

/** Guards what makes sense only until the end. Throws refusals. */
export function refuseWhenDone(meeting: Meeting, now: Instant): void {
  refuseUnlessConfirmed(meeting)
  if (now >= meeting.endsAt)
    throw conflict('meeting_over', 'This meeting is over; it can no longer be changed.')
}

function cancelled(meeting: Meeting, cause: Cause): Changed {
  return {
    meeting: { ...meeting, status: 'cancelled', sequence: meeting.sequence + 1, updatedAt: cause.now },
    change: { ...lineOf('cancelled', cause), from: spanOf(meeting), to: null },
  }
}
