import { z } from 'zod'

import { timeZoneText } from '#accounts/contract/fields.ts'
import { id, instantText, prose, requestKey, route, writtenInstant } from '#platform/contract.ts'
import { toIso } from '#time/instant.ts'

import {
  type Choices,
  type CounterOffer as KeptCounterOffer,
  type CounterStatus,
  type CounterTime,
  mostCounterTimes,
} from '../counter-offer.ts'
import type { Invite as KeptInvite } from '../invite.ts'
import { inviteParams } from './invite.ts'
import { meeting } from './meeting.ts'
import { type NamedPerson, person, presentNamed } from './person.ts'
import { range } from './slots.ts'

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
