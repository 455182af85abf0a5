import { z } from 'zod'

import { withSoundHours } from '#availability/contract.ts'
import { hostOf, places } from '#calls/place.ts'
import { id, instantText, prose, requestKey, route } from '#platform/contract.ts'
import { type Instant, toIso } from '#time/instant.ts'

import { type Agreement as KeptAgreement, mostMarks } from '../agreement.ts'
import { durations, type Invite as KeptInvite, type InviteStatus, statusOf } from '../invite.ts'
import { agreement, agreementToAsk, presentAgreement } from './agreement.ts'
import { hoursShape, presentHours } from './hours.ts'
import { meeting } from './meeting.ts'
import { type NamedPerson, person, presentPerson } from './person.ts'
import { range, slots } from './slots.ts'
import { where } from './where.ts'

const durationMinutes = z.union(
  durations.map((minutes) => z.literal(minutes)),
  {
    error: 'A meeting takes 15, 30, 45 or 60 minutes.',
  },
)

/** What an invite offers: such hours, and how long the meeting takes. */
const offerShape = hoursShape.extend({
  durationMinutes,
  note: prose('The note', 1000),
  /** Where the meeting takes place; `placeUrl` is one's own link, for `link` alone. */
  place: z.enum(places, { error: 'Choose where the meeting takes place.' }).default('parley'),
  placeUrl: prose('The link', 2000).default(''),
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

export const inviteParams = z.object({ inviteId: id })

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
    offer: isMine ? presentHours(offer) : null,
  }
}
