import { z } from 'zod'

import { timeZoneText } from '#accounts/contract.ts'
import { dateOverrides, weeklyHours, withSoundHours } from '#availability/contract.ts'
import { providerNames } from '#calendars/providers.ts'
import { type Elsewhere, hostOf, places } from '#calls/place.ts'
import { done, id, instantText, prose, requestKey, route, writtenInstant } from '#platform/contract.ts'
import { DAY, type Instant, instantOf, MINUTE, parseInstant, toIso } from '#time/instant.ts'

import { type Attendance, lateChoices } from './attendance.ts'
import { isHeld } from './hold.ts'
import {
  type Span,
  titleOf,
  type Change,
  changeKinds,
  isToCome,
  mayMove,
  maySteer,
  type Meeting as KeptMeeting,
} from './meeting.ts'
import { type Agreement as KeptAgreement, mostMarks, mostNamed, settle } from './agreement.ts'
import { leadChoices } from './reminder.ts'
import { mayTakeUp, type NewTimes, openTimes } from './new-times.ts'
import {
  type Choices,
  type CounterOffer as KeptCounterOffer,
  type CounterStatus,
  type CounterTime,
  mostCounterTimes,
} from './counter-offer.ts'
import type { OwnTime } from './own-time.ts'
import type { Bookable } from './slots.ts'
import type { Reason } from './why.ts'
import { durations, type Invite as KeptInvite, type InviteStatus, type Offer, statusOf } from './invite.ts'

const localDate = z.iso.date({ error: 'A date looks like 2026-11-03.' })
const reason = prose('The reason', 500)
const durationMinutes = z.union(
  durations.map((minutes) => z.literal(minutes)),
  {
    error: 'A meeting takes 15, 30, 45 or 60 minutes.',
  },
)

/** Hours in a zone, between two dates. */
const hoursShape = z.object({
  timeZone: timeZoneText,
  weekly: weeklyHours,
  overrides: dateOverrides,
  /** First and last local date offered, both included. */
  fromDate: localDate,
  untilDate: localDate,
})

/** What an invite offers: such hours, and how long the meeting takes. */
const offerShape = hoursShape.extend({
  durationMinutes,
  note: prose('The note', 1000),
  /** Where the meeting takes place; `placeUrl` is one's own link, for `link` alone. */
  place: z.enum(places, { error: 'Choose where the meeting takes place.' }).default('parley'),
  placeUrl: prose('The link', 2000).default(''),
})

/** Where a meeting takes place, as everybody in the room may know it: never the address itself. */
const where = z.object({ kind: z.enum(places), host: z.string().nullable() })

const person = z.object({ personId: id, name: z.string(), timeZone: z.string() })

const part = z.enum(['required', 'optional'], {
  error: 'Somebody is named as required or as optional.',
})

/** Named people who must agree on a time, or are heard, and by when they are asked to answer. */
const agreementToAsk = z.object({
  people: z
    .array(z.object({ personId: id, part }))
    .min(1, { error: 'Name at least one person who must agree.' })
    .max(mostNamed, { error: `Name at most ${mostNamed} people.` }),
  answerBy: instantText,
})

/** How an agreement stands: what others marked is never told, only whether they have answered. */
const agreement = z.object({
  answerBy: instantText,
  /** `stuck`: all who must agree have answered and no time is left; `nobody`: none of them is here any more. */
  standing: z.enum(['waiting', 'stuck', 'nobody']),
  people: z.array(z.object({ personId: id, name: z.string(), part, hasAnswered: z.boolean() })),
  myPart: part.nullable(),
  /** When the reader answered what is offered now. */
  myAnswer: instantText.nullable(),
  /** What the reader marked, if only of an earlier offer. */
  myMarks: z.array(instantText),
})

export const invite = z.object({
  id,
  roomId: id,
  organizer: person,
  /** Where the sender is no longer a member, nobody can book. */
  status: z.enum(['open', 'booked', 'withdrawn', 'expired']),
  timeZone: z.string(),
  durationMinutes: z.number().int(),
  note: z.string(),
  where,
  /** Rises when other times are offered. */
  version: z.number().int(),
  /** End of the last offered window: then an open invite expires. */
  endsAt: instantText,
  meetingId: id.nullable(),
  isMine: z.boolean(),
  /** A calendar of the sender's cannot be read, so nobody knows their time: nothing is offered until it can. */
  isUnchecked: z.boolean(),
  /** A few bookable starts to propose first: soon, on different days, at hours when both sides are awake. */
  nextStarts: z.array(instantText),
  /** Where everyone named must agree; null where the first to confirm books. */
  agreement: agreement.nullable(),
  /** The whole offer, for its sender only. */
  offer: offerShape.nullable(),
})
export type Invite = z.infer<typeof invite>

/** Starts one can book in the asked range; a 409 about times carries a fresh one as `details.slots`, ± 31 days around the wish. Every one of them books; nothing else does. */
export const slots = z.object({
  starts: z.array(writtenInstant),
  /** Those of `starts` at which the reader has something else that does not forbid it. */
  warned: z.array(writtenInstant),
  /** The first bookable start of all, whatever the range; null when there is none left. */
  firstStart: instantText.nullable(),
  lastStart: instantText.nullable(),
  durationMinutes: z.number().int(),
})
export type Slots = z.infer<typeof slots>

const mostRangeMs = 62 * DAY

/** At most 62 days, `[from, to)`. */
export const range = z
  .object({ from: instantText, to: instantText })
  .refine((asked) => !(lengthOf(asked) <= 0), {
    path: ['to'],
    error: 'The end of the range must be after its start.',
  })
  .refine((asked) => !(lengthOf(asked) > mostRangeMs), {
    path: ['to'],
    error: 'Ask for at most 62 days at once.',
  })

// NaN, which is neither too short nor too long, where a text is no instant: that is said at its own field.
function lengthOf({ from, to }: { from: string; to: string }): number {
  return (parseInstant(to) ?? Number.NaN) - (parseInstant(from) ?? Number.NaN)
}

export const attendee = person.extend({
  role: z.enum(['organizer', 'booker', 'attendee']),
  rsvp: z.enum(['accepted', 'waiting', 'declined']),
  /** How late they said to be. */
  lateMinutes: z.number().int().nullable(),
  /** Whether organizer or booker noted that they did not come. */
  missed: z.boolean(),
  /** When they were in the call, as it was recorded; `until` is null while they are. */
  wasIn: z.object({ from: instantText, until: instantText.nullable() }).nullable(),
})

export const meetingChange = z.object({
  number: z.number().int(),
  kind: z.enum(changeKinds),
  actorId: id,
  actorName: z.string(),
  /** Whom it is about, when that is somebody else. */
  aboutId: id.nullable(),
  aboutName: z.string().nullable(),
  /** How late somebody said to be; 0 for on time after all. */
  minutes: z.number().int().nullable(),
  at: instantText,
  from: z.object({ startsAt: instantText, endsAt: instantText }).nullable(),
  to: z.object({ startsAt: instantText, endsAt: instantText }).nullable(),
  reason: z.string(),
})

/** Where a meeting stands in one person's calendar: the kind of calendar and a word, nothing else of it. */
export const meetingCopy = z.object({
  personId: id,
  provider: z.enum(providerNames),
  /** `relink` waits for the link to be renewed, `parked` was given up, `removed` was taken away there. */
  stand: z.enum(['waiting', 'written', 'retrying', 'relink', 'removed', 'parked']),
  /** Why it is not there, for whom the calendar belongs to. */
  sentence: z.string().nullable(),
})

/** Why an organizer's time is not offered; nobody else may ask. */
export const missingReason = z.object({
  kind: z.enum([
    'over',
    'notice',
    'hours',
    'steps',
    'day',
    'week',
    'meeting',
    'calendar',
    'pause',
    'unknown',
  ]),
  name: z.string().nullable(),
  /** What stands there in a calendar elsewhere, if that is known. */
  title: z.string().nullable(),
  /** How many meetings such a day or week holds; null where it is no limit. */
  most: z.number().int().nullable(),
  roomId: id.nullable(),
  meetingId: id.nullable(),
  calendarId: id.nullable(),
  startsAt: instantText.nullable(),
  endsAt: instantText.nullable(),
  /** Where it is changed. */
  mend: z.enum(['invite', 'schedule', 'meeting', 'calendars']).nullable(),
})

/** New times that the organizer offers for a meeting; until one is taken up it stays where it is. */
export const newTimes = z.object({
  reason: z.string(),
  /** Rises when other times are offered instead. */
  version: z.number().int(),
  timeZone: z.string(),
  offeredAt: instantText,
  /** End of the last offered window. */
  endsAt: instantText,
  /** The person who booked; once they are gone, whoever attends. */
  mayTakeUp: z.boolean(),
  /** Organizer and booker may let the meeting stay at its time. */
  mayClose: z.boolean(),
  /** The whole offer, for its organizer only. */
  hours: hoursShape.nullable(),
})

export const meeting = z.object({
  id,
  roomId: id,
  title: z.string(),
  /** `held`: asked for, and nobody else's until `heldUntil`, when it ends by itself unless somebody says yes. */
  status: z.enum(['held', 'confirmed', 'cancelled']),
  /** Kept with what ended without ever being confirmed. */
  heldUntil: instantText.nullable(),
  startsAt: instantText,
  endsAt: instantText,
  /** The zone it was meant in. */
  timeZone: z.string(),
  durationMinutes: z.number().int(),
  sequence: z.number().int(),
  organizer: person,
  bookedBy: person,
  people: z.array(attendee),
  note: z.string(),
  /** The same for the meeting's whole life. */
  joinUrl: z.string(),
  /** Where that leads. `waiting`: the place is still to be made; `failed`: it could not be, so the call takes place here. */
  where: where.extend({ state: z.enum(['ready', 'waiting', 'failed']) }),
  changes: z.array(meetingChange),
  /** Organizer and booker, until the end. */
  mayChange: z.boolean(),
  /** Who of them may choose another time: the organizer alone, where they say yes to each. */
  mayMove: z.boolean(),
  /** Everyone else who is asked to come, until the end. */
  mayRespond: z.boolean(),
  /** Organizer and booker, once it has started: who did not come. */
  mayMark: z.boolean(),
  myRsvp: z.enum(['accepted', 'waiting', 'declined']).nullable(),
  /** Set while the organizer asks for a new time. */
  newTimes: newTimes.nullable(),
  /** The organizer, until the start: ask for a new time. */
  mayOfferTimes: z.boolean(),
  /** Where it stands in the calendars of those who have one that receives. */
  copies: z.array(meetingCopy),
  addToCalendar: z.object({
    file: z.string(),
    google: z.string(),
    outlook: z.string(),
    office365: z.string(),
    yahoo: z.string(),
  }),
})
export type Meeting = z.infer<typeof meeting>

/** Times of their own with which somebody answered an invite. */
export const counterOffer = z.object({
  id,
  inviteId: id,
  roomId: id,
  person,
  organizer: person,
  durationMinutes: z.number().int(),
  note: z.string(),
  /** Open while its invite is; `replaced` by a later one of the same person, `left` when they did. */
  status: z.enum(['open', 'booked', 'withdrawn', 'expired', 'replaced', 'left']),
  times: z.array(
    z.object({
      startsAt: instantText,
      state: z.enum(['free', 'taken', 'past']),
      /** The reader has something else then that does not forbid it. */
      isWarned: z.boolean(),
    }),
  ),
  isMine: z.boolean(),
  /** Who sent the invite can book what is free, by one request. */
  mayBook: z.boolean(),
  /** A calendar of the sender's cannot be read, so nobody knows their time. */
  isUnchecked: z.boolean(),
  meetingId: id.nullable(),
})
export type CounterOffer = z.infer<typeof counterOffer>

/** What somebody can answer an invite with in the asked range; ascending all, every half hour. */
export const ownTimes = z.object({
  /** Free for both. */
  starts: z.array(writtenInstant),
  /** Those of `starts` at which the reader has something else that does not forbid it. */
  warned: z.array(writtenInstant),
  /** The sender of the invite is not free; no more is told. */
  theirs: z.array(writtenInstant),
  /** The reader is in a meeting. */
  mine: z.array(writtenInstant),
  durationMinutes: z.number().int(),
})
export type OwnTimes = z.infer<typeof ownTimes>

const counterOfferParams = z.object({ counterOfferId: id })
const inviteParams = z.object({ inviteId: id })
const meetingParams = z.object({ meetingId: id })

export const sendInvite = route({
  method: 'POST',
  path: '/api/rooms/:roomId/invites',
  who: 'room-member',
  summary: 'Offer times to everybody in the room',
  params: z.object({ roomId: id }),
  body: withSoundHours(offerShape.extend({ requestId: requestKey, agreement: agreementToAsk.optional() })),
  reply: z.object({ invite }),
  refusals: ['no_times', 'nobody_else_here', 'request_reused', 'too_many_tries'],
})

export const readInvite = route({
  method: 'GET',
  path: '/api/invites/:inviteId',
  who: 'room-member',
  summary: 'An invite as it stands now',
  params: inviteParams,
  reply: z.object({ invite }),
})

export const changeInvite = route({
  method: 'PUT',
  path: '/api/invites/:inviteId',
  who: 'invite-sender',
  summary: 'Offer other times or another duration instead, while nobody has booked',
  params: inviteParams,
  /** With another deadline, where people must agree; they are asked anew. */
  body: withSoundHours(offerShape.extend({ answerBy: instantText.optional() })),
  reply: z.object({ invite }),
  refusals: ['not_sender', 'invite_closed', 'no_times', 'too_many_tries'],
})

export const withdrawInvite = route({
  method: 'POST',
  path: '/api/invites/:inviteId/withdraw',
  who: 'invite-sender',
  summary: 'Take an open invite back',
  params: inviteParams,
  reply: z.object({ invite }),
  refusals: ['not_sender', 'invite_closed'],
})

export const listInviteSlots = route({
  method: 'GET',
  path: '/api/invites/:inviteId/slots',
  who: 'room-member',
  summary: 'The times this reader can book',
  params: inviteParams,
  query: range,
  reply: slots,
  refusals: ['invite_closed', 'times_unchecked'],
})

export const explainStart = route({
  method: 'GET',
  path: '/api/invites/:inviteId/why',
  who: 'invite-sender',
  summary: 'Why a time is not offered, by name, and where to change it; for its sender',
  params: inviteParams,
  query: z.object({ startsAt: instantText }),
  /** Empty for a time that is offered. */
  reply: z.object({ reasons: z.array(missingReason) }),
  refusals: ['not_sender', 'invite_closed'],
})

const mostTimeRange = 62 * DAY

// What is no instant is said at its own field.
function isTimeRange(from: Instant | undefined, to: Instant | undefined): boolean {
  return from === undefined || to === undefined || (from < to && to - from <= mostTimeRange)
}

export const readOwnTime = route({
  method: 'GET',
  path: '/api/me/time',
  who: 'signed-in',
  summary: 'What takes one’s own time, by name: meetings here, and what stands in calendars elsewhere',
  query: z
    .object({ from: instantText, to: instantText })
    .refine(({ from, to }) => isTimeRange(parseInstant(from), parseInstant(to)), {
      path: ['to'],
      error: 'Ask for a range of at most 62 days.',
    }),
  reply: z.object({
    calendars: z.array(
      z.object({
        calendarId: id,
        name: z.string(),
        busy: z.array(z.object({ startsAt: instantText, endsAt: instantText, title: z.string().nullable() })),
      }),
    ),
    meetings: z.array(
      z.object({
        meetingId: id,
        roomId: id,
        name: z.string(),
        startsAt: instantText,
        endsAt: instantText,
        isOrganizer: z.boolean(),
      }),
    ),
    /** Calendars that cannot be read, so that nobody knows. */
    unknown: z.array(z.object({ calendarId: id, name: z.string() })),
  }),
})

export const markTimes = route({
  method: 'PUT',
  path: '/api/invites/:inviteId/marks',
  who: 'room-member',
  summary: 'Mark which times suit, where one is named on an invite; none says that nothing does',
  params: inviteParams,
  body: z.object({
    starts: z.array(instantText).max(mostMarks, { error: `Mark at most ${mostMarks} times.` }),
  }),
  reply: z.object({ invite }),
  refusals: ['invite_closed', 'no_agreement', 'not_named', 'time_not_offered', 'too_many_tries'],
})

export const bookMeeting = route({
  method: 'POST',
  path: '/api/invites/:inviteId/book',
  who: 'room-member',
  summary: 'Confirm one of the times; the same request id is the same booking',
  params: inviteParams,
  body: z.object({ requestId: requestKey, startsAt: instantText, word: prose('Your word', 500).optional() }),
  reply: z.object({ meeting }),
  refusals: [
    'own_invite',
    'invite_closed',
    'must_agree',
    'time_taken',
    'time_not_offered',
    'times_unchecked',
    'request_reused',
  ],
})

export const listOwnTimes = route({
  method: 'GET',
  path: '/api/invites/:inviteId/own-times',
  who: 'room-member',
  summary: 'Times of the next weeks with which one can answer when none of those offered suits',
  params: inviteParams,
  query: range.safeExtend({ timeZone: timeZoneText }),
  reply: ownTimes,
  refusals: ['own_invite', 'invite_closed', 'must_agree', 'times_unchecked'],
})

export const offerOtherTimes = route({
  method: 'POST',
  path: '/api/invites/:inviteId/counter-offers',
  who: 'room-member',
  summary: 'Answer with times of one’s own; they replace what one offered before',
  params: inviteParams,
  body: z.object({
    requestId: requestKey,
    /** How long the meeting took when the times were chosen. */
    durationMinutes: z.number().int(),
    starts: z
      .array(instantText)
      .min(1, { error: 'Choose at least one time.' })
      .max(mostCounterTimes, { error: `Offer at most ${mostCounterTimes} times.` }),
    note: prose('The note', 500),
  }),
  reply: z.object({ counterOffer }),
  refusals: [
    'own_invite',
    'invite_closed',
    'must_agree',
    'other_duration',
    'times_refused',
    'times_unchecked',
    'request_reused',
    'too_many_tries',
  ],
})

export const readCounterOffer = route({
  method: 'GET',
  path: '/api/counter-offers/:counterOfferId',
  who: 'room-member',
  summary: 'A counter-offer as it stands now',
  params: counterOfferParams,
  reply: z.object({ counterOffer }),
})

export const bookCounterOffer = route({
  method: 'POST',
  path: '/api/counter-offers/:counterOfferId/book',
  who: 'invite-sender',
  summary: 'Book one of its times, also outside of one’s own hours; the same request id is the same booking',
  params: counterOfferParams,
  body: z.object({ requestId: requestKey, startsAt: instantText }),
  reply: z.object({ meeting }),
  refusals: [
    'not_sender',
    'invite_closed',
    'counter_offer_closed',
    'time_not_offered',
    'time_passed',
    'time_taken',
    'times_unchecked',
    'request_reused',
  ],
})

export const readMeeting = route({
  method: 'GET',
  path: '/api/meetings/:meetingId',
  who: 'room-member',
  summary: 'A meeting as it stands now, with its history',
  params: meetingParams,
  reply: z.object({ meeting }),
})

export const listMeetingSlots = route({
  method: 'GET',
  path: '/api/meetings/:meetingId/slots',
  who: 'organizer-or-booker',
  summary: 'The times to which a meeting can be moved; its own time counts as free',
  params: meetingParams,
  query: range,
  reply: slots,
  refusals: [
    'not_organizer_or_booker',
    'needs_yes',
    'meeting_unconfirmed',
    'meeting_cancelled',
    'meeting_over',
    'times_unchecked',
  ],
})

export const rescheduleMeeting = route({
  method: 'POST',
  path: '/api/meetings/:meetingId/reschedule',
  who: 'organizer-or-booker',
  summary: 'Move a meeting, at once and for everyone',
  params: meetingParams,
  body: z.object({ requestId: requestKey, startsAt: instantText, reason }),
  reply: z.object({ meeting }),
  refusals: [
    'not_organizer_or_booker',
    'needs_yes',
    'meeting_cancelled',
    'meeting_over',
    'same_time',
    'time_taken',
    'time_not_offered',
    'times_unchecked',
    'request_reused',
  ],
})

export const cancelMeeting = route({
  method: 'POST',
  path: '/api/meetings/:meetingId/cancel',
  who: 'organizer-or-booker',
  summary: 'Cancel a meeting, at once and for everyone',
  params: meetingParams,
  body: z.object({ requestId: requestKey, reason }),
  reply: z.object({ meeting }),
  refusals: [
    'not_organizer_or_booker',
    'meeting_unconfirmed',
    'meeting_cancelled',
    'meeting_over',
    'request_reused',
  ],
})

export const respondToMeeting = route({
  method: 'POST',
  path: '/api/meetings/:meetingId/response',
  who: 'attendee',
  summary: 'Accept or decline for oneself',
  params: meetingParams,
  body: z.object({ requestId: requestKey, answer: z.enum(['accepted', 'declined']), reason }),
  reply: z.object({ meeting }),
  refusals: ['meeting_unconfirmed', 'meeting_cancelled', 'meeting_over', 'not_asked', 'request_reused'],
})

export const offerNewTimes = route({
  method: 'POST',
  path: '/api/meetings/:meetingId/new-times',
  who: 'organizer',
  summary: 'Ask for a new time: offer times for the same meeting, which stands until one is taken up',
  params: meetingParams,
  body: withSoundHours(hoursShape.extend({ reason, requestId: requestKey })),
  reply: z.object({ meeting }),
  refusals: [
    'not_organizer',
    'meeting_cancelled',
    'meeting_over',
    'meeting_began',
    'no_times',
    'request_reused',
    'too_many_tries',
  ],
})

export const listNewTimes = route({
  method: 'GET',
  path: '/api/meetings/:meetingId/new-times/slots',
  who: 'room-member',
  summary: 'Which of the new times are free',
  params: meetingParams,
  query: range,
  reply: slots,
  refusals: [
    'no_new_times',
    'meeting_unconfirmed',
    'meeting_cancelled',
    'meeting_over',
    'meeting_began',
    'times_unchecked',
  ],
})

export const takeNewTime = route({
  method: 'POST',
  path: '/api/meetings/:meetingId/new-times/take',
  who: 'organizer-or-booker',
  summary: 'Move the meeting to one of the new times, at once and for everyone; the organizer cannot',
  params: meetingParams,
  body: z.object({ requestId: requestKey, startsAt: instantText, reason }),
  reply: z.object({ meeting }),
  refusals: [
    'own_times',
    'not_organizer_or_booker',
    'no_new_times',
    'meeting_cancelled',
    'meeting_over',
    'meeting_began',
    'same_time',
    'time_taken',
    'time_not_offered',
    'times_unchecked',
    'request_reused',
  ],
})

export const closeNewTimes = route({
  method: 'DELETE',
  path: '/api/meetings/:meetingId/new-times',
  who: 'organizer-or-booker',
  summary: 'Let the meeting stay at its time: take the new times back, or choose none of them',
  params: meetingParams,
  reply: z.object({ meeting }),
  refusals: ['not_organizer_or_booker', 'meeting_unconfirmed', 'meeting_cancelled', 'meeting_over'],
})

export const sayLate = route({
  method: 'PUT',
  path: '/api/meetings/:meetingId/lateness',
  who: 'attendee',
  summary: 'Say how many minutes late one is, or 0 for on time after all; the room is told once',
  params: meetingParams,
  body: z.object({
    minutes: z.union(
      ([0, ...lateChoices] as const).map((minutes) => z.literal(minutes)),
      { error: 'One can be 5, 10 or 15 minutes late, or 0.' },
    ),
  }),
  reply: z.object({ meeting }),
  refusals: ['not_expected', 'meeting_cancelled', 'too_early', 'meeting_over', 'too_many_tries'],
})

export const markAbsence = route({
  method: 'PUT',
  path: '/api/meetings/:meetingId/people/:personId/absence',
  who: 'organizer-or-booker',
  summary: 'Note that somebody did not come, or take that back, once the meeting has started',
  params: z.object({ meetingId: id, personId: id }),
  body: z.object({ missed: z.boolean() }),
  reply: z.object({ meeting }),
  refusals: [
    'not_organizer_or_booker',
    'not_yourself',
    'declined_before',
    'meeting_cancelled',
    'not_started',
  ],
})

/** `text/calendar`, RFC 5545. */
export const readCalendarFile = route({
  method: 'GET',
  path: '/api/meetings/:meetingId/calendar.ics',
  who: 'room-member',
  summary: 'The meeting as an iCalendar file',
  params: meetingParams,
  reply: z.string(),
})

/** What a button in a mail is about. Nothing but its state where it is no longer theirs to know. */
export const reply = z.object({
  state: z.enum(['open', 'moved', 'cancelled', 'over', 'unasked', 'unknown']),
  about: z
    .object({
      title: z.string(),
      organizerName: z.string(),
      startsAt: instantText,
      endsAt: instantText,
      /** The time the mail spoke of. */
      mailedStartsAt: instantText,
      mailedEndsAt: instantText,
      /** Of whom the mail went to: who reads it may be signed in nowhere. */
      timeZone: z.string(),
      hourCycle: z.union([z.literal(12), z.literal(24)]).nullable(),
      rsvp: z.enum(['accepted', 'waiting', 'declined']),
    })
    .nullable(),
})
export type Reply = z.infer<typeof reply>

const replyParams = z.object({ token: z.string().max(100) })

export const readReply = route({
  method: 'GET',
  path: '/api/replies/:token',
  who: 'anyone',
  summary: 'What the button in a mail is about; changes nothing',
  params: replyParams,
  reply,
})

export const sendReply = route({
  method: 'POST',
  path: '/api/replies/:token',
  who: 'anyone',
  summary: 'Accept or decline for whom the mail went to, signed in or not',
  params: replyParams,
  body: z.object({ requestId: requestKey, answer: z.enum(['accepted', 'declined']), reason }),
  reply,
  refusals: [
    'reply_moved',
    'reply_cancelled',
    'reply_over',
    'reply_unasked',
    'request_reused',
    'too_many_tries',
  ],
})

export const readFeedState = route({
  method: 'GET',
  path: '/api/me/feed',
  who: 'signed-in',
  summary: 'Whether there is an address to subscribe to one’s meetings; never the address itself',
  reply: z.object({ madeAt: instantText.nullable() }),
})

export const makeFeed = route({
  method: 'POST',
  path: '/api/me/feed',
  who: 'signed-in',
  summary: 'A new address to subscribe to one’s meetings, shown this once; the one before ends',
  reply: z.object({ url: z.string(), webcalUrl: z.string(), madeAt: instantText }),
  refusals: ['too_many_tries'],
})

export const endFeed = route({
  method: 'DELETE',
  path: '/api/me/feed',
  who: 'signed-in',
  summary: 'End the address to subscribe to',
  reply: done,
})

/** `text/calendar`, RFC 5545. The address is the credential: whoever has it reads it. */
export const readFeed = route({
  method: 'GET',
  path: '/feeds/:token/meetings.ics',
  who: 'anyone',
  ignoresSession: true,
  summary: 'All meetings of one person, to subscribe to',
  params: z.object({ token: z.string().max(100) }),
  reply: z.string(),
})

/** From when until when somebody was in a call. */
type Stay = { personId: string; from: Instant; until: Instant | null }

/** A person as others in the room see them. */
export type NamedPerson = { id: string; name: string; timeZone: string }

/** Links that add the meeting to a calendar by hand; `file` is the iCalendar file. */
export type CalendarLinks = z.infer<typeof meeting>['addToCalendar']

/** An invite as one reader sees it now. `nextStarts` are those to propose first, ascending. */
export function presentInvite(view: {
  invite: KeptInvite
  organizer: NamedPerson
  readerId: string
  nextStarts: readonly Instant[]
  isUnchecked: boolean
  agreement: (KeptAgreement & { names: ReadonlyMap<string, string> }) | null
  now: Instant
}): Invite {
  const { invite: kept, organizer, readerId, nextStarts, isUnchecked, now } = view
  const { offer } = kept
  const isMine = kept.organizerId === readerId
  const status: InviteStatus = statusOf(kept, now)
  return {
    id: kept.id,
    roomId: kept.roomId,
    organizer: presentPerson(organizer),
    status,
    timeZone: offer.timeZone,
    durationMinutes: offer.durationMinutes,
    note: offer.note,
    where: { kind: offer.place, host: offer.place === 'link' ? hostOf(offer.placeUrl) : null },
    version: kept.version,
    endsAt: toIso(kept.endsAt),
    meetingId: kept.meetingId,
    isMine,
    isUnchecked,
    nextStarts: nextStarts.map(toIso),
    agreement: view.agreement && presentAgreement(view.agreement, readerId),
    offer: isMine ? presentOffer(offer) : null,
  }
}

function presentAgreement(
  { answerBy, isStuck, people, names }: KeptAgreement & { names: ReadonlyMap<string, string> },
  readerId: string,
): z.infer<typeof agreement> {
  const mine = people.find((one) => one.personId === readerId)
  const { kind } = settle(people, () => true)
  return {
    answerBy: toIso(answerBy),
    standing: kind === 'nobody' || kind === 'waiting' ? kind : isStuck ? 'stuck' : 'waiting',
    people: people.map(({ personId, part: named, answeredAt }) => ({
      personId,
      name: names.get(personId) ?? '',
      part: named,
      hasAnswered: answeredAt !== null,
    })),
    myPart: mine?.part ?? null,
    myAnswer: isoOrNull(mine?.answeredAt),
    myMarks: mine?.marks.map(toIso) ?? [],
  }
}

/** What a reader can book on the wire. */
export function presentSlots({ starts, warned, first, last, durationMinutes: minutes }: Bookable): Slots {
  return {
    starts: starts.map(toIso),
    warned: warned.map(toIso),
    firstStart: isoOrNull(first),
    lastStart: isoOrNull(last),
    durationMinutes: minutes,
  }
}

/** A counter-offer as one reader sees it now. `people` holds both sides. */
export function presentCounterOffer(view: {
  counter: KeptCounterOffer
  invite: KeptInvite
  status: CounterStatus
  times: readonly CounterTime[]
  isUnchecked: boolean
  people: ReadonlyMap<string, NamedPerson>
  readerId: string
}): CounterOffer {
  const { counter, invite: answered, status, readerId } = view
  return {
    id: counter.id,
    inviteId: counter.inviteId,
    roomId: answered.roomId,
    person: presentNamed(view.people, counter.personId),
    organizer: presentNamed(view.people, answered.organizerId),
    durationMinutes: counter.durationMinutes,
    note: counter.note,
    status,
    times: view.times.map((one) => ({ ...one, startsAt: toIso(one.startsAt) })),
    isMine: counter.personId === readerId,
    mayBook: status === 'open' && answered.organizerId === readerId,
    isUnchecked: view.isUnchecked,
    meetingId: answered.meetingId,
  }
}

/** What somebody can answer an invite with, on the wire. */
export function presentOwnTimes({ starts, warned, theirs, mine }: Choices, minutes: number): OwnTimes {
  return {
    starts: starts.map(toIso),
    warned: warned.map(toIso),
    theirs: theirs.map(toIso),
    mine: mine.map(toIso),
    durationMinutes: minutes,
  }
}

/** A meeting as one reader sees it now. `people` holds everyone who is named in it, also those who left. */
export function presentMeeting(view: {
  meeting: KeptMeeting
  changes: readonly Change[]
  roomName: string
  people: ReadonlyMap<string, NamedPerson>
  joinUrl: string
  elsewhere: Elsewhere | null
  links: CalendarLinks
  copies: readonly z.infer<typeof meetingCopy>[]
  attendance: readonly Attendance[]
  stays: readonly Stay[]
  newTimes: NewTimes | null
  readerId: string
  now: Instant
}): Meeting {
  const { meeting: kept, readerId, now } = view
  const personOf = (personId: string) => presentNamed(view.people, personId)
  const mine = kept.people.find((one) => one.personId === readerId)
  const steers = maySteer(kept, readerId)
  const toCome = isToCome(kept, now)
  return {
    id: kept.id,
    roomId: kept.roomId,
    title: titleOf(view.roomName),
    // Run out, it is over, whether or not anybody has taken note of that.
    status: kept.status === 'held' && !isHeld(kept, now) ? 'cancelled' : kept.status,
    heldUntil: isoOrNull(kept.heldUntil),
    startsAt: toIso(kept.startsAt),
    endsAt: toIso(kept.endsAt),
    timeZone: kept.timeZone,
    durationMinutes: (kept.endsAt - kept.startsAt) / MINUTE,
    sequence: kept.sequence,
    organizer: personOf(kept.organizerId),
    bookedBy: personOf(kept.bookedById),
    people: kept.people
      .map((one) => ({
        ...personOf(one.personId),
        role: one.role,
        rsvp: one.rsvp,
        ...presentAttendance(view.attendance, one.personId),
        wasIn: presentStay(view.stays, one.personId),
      }))
      .sort(
        (one, other) =>
          roles.indexOf(one.role) - roles.indexOf(other.role) || one.name.localeCompare(other.name, 'en'),
      ),
    note: kept.note,
    joinUrl: view.joinUrl,
    where: presentWhere(view.elsewhere),
    changes: view.changes.map((change) => presentChange(change, (personId) => personOf(personId).name)),
    mayChange: steers && toCome,
    mayMove: mayMove(kept, readerId) && toCome,
    mayRespond: mine !== undefined && !steers && toCome,
    mayMark: steers && kept.status === 'confirmed' && kept.startsAt <= now,
    newTimes: presentNewTimes(openTimes(view.newTimes, kept, now), kept, readerId),
    mayOfferTimes: kept.organizerId === readerId && toCome && now < kept.startsAt,
    myRsvp: mine?.rsvp ?? null,
    copies: [...view.copies],
    addToCalendar: view.links,
  }
}

const leadMinutes = z
  .array(
    z
      .number({ error: leadWanted() })
      .refine((minutes) => leadChoices.some((one) => one === minutes), { error: leadWanted() }),
  )
  .max(leadChoices.length, { error: leadWanted() })
  .refine((leads) => new Set(leads).size === leads.length, { error: 'Choose each time once.' })

export const readReminders = route({
  method: 'GET',
  path: '/api/me/reminders',
  who: 'signed-in',
  summary: 'How long before meetings one is reminded, in minutes',
  reply: z.object({ leadMinutes: z.array(z.number().int()) }),
})

export const saveReminders = route({
  method: 'PUT',
  path: '/api/me/reminders',
  who: 'signed-in',
  summary: 'Choose how long before meetings one is reminded, those agreed already included; none is never',
  body: z.object({ leadMinutes }),
  reply: z.object({ leadMinutes: z.array(z.number().int()) }),
})

function leadWanted(): string {
  return `Choose among ${leadChoices.join(', ')} minutes before.`
}

/** A reason as the sender of an invite reads it. */
export function presentReason(one: Reason): z.infer<typeof missingReason> {
  return { ...one, startsAt: isoOrNull(one.startsAt), endsAt: isoOrNull(one.endsAt) }
}

/** The same as it came over the wire. */
export function readReason(one: z.infer<typeof missingReason>): Reason {
  const read = (text: string | null) => (text === null ? null : instantOf(text))
  return { ...one, startsAt: read(one.startsAt), endsAt: read(one.endsAt) }
}

/** What takes one's own time, for its owner. */
export function presentOwnTime({ calendars, meetings, unknown }: OwnTime): z.infer<typeof readOwnTime.reply> {
  return {
    calendars: calendars.map(({ busy, ...calendar }) => ({
      ...calendar,
      busy: busy.map(({ startsAt, endsAt, title }) => ({
        startsAt: toIso(startsAt),
        endsAt: toIso(endsAt),
        title,
      })),
    })),
    meetings: meetings.map((one) => ({
      ...one,
      startsAt: toIso(one.startsAt),
      endsAt: toIso(one.endsAt),
    })),
    unknown: [...unknown],
  }
}

/** A feed's new address, for its owner, this once. */
export function presentFeed({ url, madeAt }: { url: string; madeAt: Instant }): {
  url: string
  webcalUrl: string
  madeAt: string
} {
  return { url, webcalUrl: url.replace(/^https?:/, 'webcal:'), madeAt: toIso(madeAt) }
}

/** A mailed answer as whoever holds the link sees it. */
export function presentReply(
  state: Reply['state'],
  view: {
    meeting: KeptMeeting
    link: Span & { personId: string }
    roomName: string
    organizer: { name: string } | undefined
    reader: { timeZone: string; hourCycle: 12 | 24 | null } | undefined
  } | null,
): Reply {
  if (!view) return { state, about: null }
  const { meeting: kept, link, roomName, organizer, reader } = view
  return {
    state,
    about: {
      title: titleOf(roomName),
      organizerName: organizer?.name ?? '',
      startsAt: toIso(kept.startsAt),
      endsAt: toIso(kept.endsAt),
      mailedStartsAt: toIso(link.startsAt),
      mailedEndsAt: toIso(link.endsAt),
      timeZone: reader?.timeZone ?? kept.timeZone,
      hourCycle: reader?.hourCycle ?? null,
      rsvp: kept.people.find((one) => one.personId === link.personId)?.rsvp ?? 'waiting',
    },
  }
}

const noWindows = { '1': [], '2': [], '3': [], '4': [], '5': [], '6': [], '7': [] }
const roles = ['organizer', 'booker', 'attendee']

function presentNamed(people: ReadonlyMap<string, NamedPerson>, personId: string): z.infer<typeof person> {
  return presentPerson(people.get(personId) ?? { id: personId, name: '', timeZone: 'UTC' })
}

function presentPerson({ id: personId, name, timeZone }: NamedPerson): z.infer<typeof person> {
  return { personId, name, timeZone }
}

function presentWhere(elsewhere: Elsewhere | null): Meeting['where'] {
  if (!elsewhere) return { kind: 'parley', host: null, state: 'ready' }
  const { kind, state, url } = elsewhere
  return { kind, state, host: url === null ? null : hostOf(url) }
}

function presentOffer(offer: Offer): z.infer<typeof offerShape> {
  return { ...offer, weekly: { ...noWindows, ...offer.weekly } }
}

function presentNewTimes(
  times: NewTimes | null,
  kept: KeptMeeting,
  readerId: string,
): z.infer<typeof newTimes> | null {
  if (!times) return null
  const { reason: why, version, hours, offeredAt, endsAt } = times
  return {
    reason: why,
    version,
    timeZone: hours.timeZone,
    offeredAt: toIso(offeredAt),
    endsAt: toIso(endsAt),
    mayTakeUp: mayTakeUp(kept, readerId),
    mayClose: maySteer(kept, readerId),
    hours: kept.organizerId === readerId ? { ...hours, weekly: { ...noWindows, ...hours.weekly } } : null,
  }
}

function presentStay(stays: readonly Stay[], personId: string): z.infer<typeof attendee>['wasIn'] {
  const stay = stays.find((one) => one.personId === personId)
  return stay ? { from: toIso(stay.from), until: isoOrNull(stay.until) } : null
}

function presentAttendance(attendance: readonly Attendance[], personId: string) {
  const known = attendance.find((one) => one.personId === personId)
  return { lateMinutes: known?.lateMinutes ?? null, missed: known?.missed ?? false }
}

function presentChange(change: Change, nameOf: (personId: string) => string): z.infer<typeof meetingChange> {
  const { actorId, aboutId = null, minutes = null } = change
  return {
    number: change.number,
    kind: change.kind,
    actorId,
    actorName: nameOf(actorId),
    aboutId,
    aboutName: aboutId && nameOf(aboutId),
    minutes,
    at: toIso(change.at),
    from: presentSpan(change.from),
    to: presentSpan(change.to),
    reason: change.reason,
  }
}

function presentSpan(span: Span | null): { startsAt: string; endsAt: string } | null {
  return span && { startsAt: toIso(span.startsAt), endsAt: toIso(span.endsAt) }
}

function isoOrNull(at: Instant | null | undefined): string | null {
  return at === undefined || at === null ? null : toIso(at)
}
