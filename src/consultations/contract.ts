import { z } from 'zod'

import { meeting as shownMeeting } from '#meetings/contract/meeting.ts'
import { range, slots } from '#meetings/contract/slots.ts'
import { maySteer, type Meeting as KeptMeeting } from '#meetings/meeting.ts'
import { done, id, instantText, line, prose, requestKey, route } from '#platform/contract.ts'
import type { Instant } from '#time/instant.ts'

import { stateOf, states } from './booking.ts'
import type { Consultation as KeptConsultation } from './consultation.ts'
import {
  audiences,
  longestSlug,
  mostChoices,
  mostDurations,
  mostOfferings,
  mostQuestions,
  type Offering as KeptOffering,
  questionKinds,
  refuseTerms,
  slugPattern,
} from './offering.ts'

const wholeMinutes = z
  .number({ error: 'Give a number of minutes.' })
  .int({ error: 'Give whole minutes.' })
  .min(0, { error: 'This cannot be negative.' })
  .max(100_000, { error: 'These are more minutes than can be given here.' })

const price = z.object(
  {
    /** In the smallest unit of the currency: 12,50 euros are 1250. */
    minor: z.number({ error: 'Give a price.' }).int({ error: 'Give a price in whole smallest units.' }),
    /** ISO 4217. */
    currency: z
      .string({ error: 'Choose a currency.' })
      .regex(/^[A-Z]{3}$/, { error: 'Choose a currency from the list.' }),
  },
  { error: 'Give a price and its currency, or null.' },
)

const question = z.object(
  {
    /** Names the question in the answers of who books; new for each question. */
    id: z
      .string({ error: 'Give the question an id.' })
      .regex(/^[\w-]{1,40}$/, { error: 'An id has letters, digits, - and _, at most 40.' })
      // What every object has would be taken for an answer, and `__proto__` is no name that JSON may bring.
      .refine((text) => !(text in Object.prototype), { error: 'A question cannot have this id.' }),
    label: line('The question', 200),
    required: z.boolean({ error: 'Say whether an answer is needed.' }),
    kind: z.enum(questionKinds, { error: 'An answer is a line, a text or a choice.' }),
    choices: z
      .array(line('The choice', 100), { error: 'Give a list of choices; an empty one for none.' })
      .max(mostChoices, { error: `Give at most ${mostChoices} choices.` }),
  },
  { error: 'Give a question.' },
)

const termsShape = z.object({
  title: line('The title', 100),
  /** Where its public page stands; an empty one is made from the title. */
  slug: z
    .string({ error: 'The address must be text.' })
    .trim()
    .toLowerCase()
    .max(longestSlug, { error: `The address can have at most ${longestSlug} characters.` })
    .refine((text) => text === '' || slugPattern.test(text), {
      error: 'Use letters from a to z, digits and - between them.',
    }),
  description: prose('The description', 4000),
  durations: z
    .array(wholeMinutes, { error: 'Give a list of durations in minutes.' })
    .max(mostDurations, { error: `Offer at most ${mostDurations} durations.` }),
  price: price.nullable(),
  questions: z
    .array(question, { error: 'Give a list of questions; an empty one for none.' })
    .max(mostQuestions, { error: `Ask at most ${mostQuestions} questions.` }),
  /** Null is one's own schedule. */
  scheduleId: id.nullable(),
  /** Null is the schedule's. */
  minimumNoticeMinutes: wholeMinutes.nullable(),
  audience: z.enum(audiences, { error: 'Say who may book.' }),
  /** Within how many minutes one says yes to what was asked for; null books at once. */
  answerWithinMinutes: wholeMinutes.nullable(),
})

/** What an offerer sends: fields that are wrong are named. */
const termsToKeep = termsShape.superRefine((terms, context) => {
  for (const [path, message] of Object.entries(refuseTerms(terms)))
    context.addIssue({ code: 'custom', path: path.split('.'), message })
})
export type TermsToKeep = z.infer<typeof termsShape>

const picture = z.object({ url: z.string(), width: z.number().int(), height: z.number().int() })

/** An offering for its offerer. */
export const ownOffering = termsShape.extend({
  id,
  isOn: z.boolean(),
  picture: picture.nullable(),
  version: z.number().int(),
  /** The address to give away; null until one has a handle. */
  url: z.string().nullable(),
})
export type OwnOffering = z.infer<typeof ownOffering>

/** An offering for whoever may book it. */
export const offering = z.object({
  id,
  title: z.string(),
  description: z.string(),
  durations: z.array(z.number().int()),
  price: price.nullable(),
  questions: z.array(question),
  /** The offerer says yes first, within so many minutes; null books at once. */
  answerWithinMinutes: z.number().int().nullable(),
  picture: picture.nullable(),
  version: z.number().int(),
  offerer: z.object({ personId: id, handle: z.string(), name: z.string(), timeZone: z.string() }),
  /** The reader is the offerer. */
  isMine: z.boolean(),
  isOn: z.boolean(),
})
export type Offering = z.infer<typeof offering>

/** A handle, and the place of an offering beneath it: its slug, or the key of a link-only one. */
const publicParams = z.object({ handle: z.string(), place: z.string() })

export const readOffering = route({
  method: 'GET',
  path: '/api/people/:handle/offerings/:place',
  who: 'anyone',
  summary: 'What somebody offers, by the address of its page, for those it is for',
  params: publicParams,
  reply: z.object({ offering }),
})

/**
 * What was chosen on the way to the page, from when on its times are shown, and the zone they are written in; what makes no sense
 * is passed over.
 */
const pageQuery = z.object({
  at: z.string().optional().catch(undefined),
  minutes: z.string().optional().catch(undefined),
  from: z.string().optional().catch(undefined),
  zone: z.string().optional().catch(undefined),
})

export const offeringPage = route({
  method: 'GET',
  path: '/p/:handle/:place',
  who: 'anyone',
  summary: 'The public page of an offering, to be read without any script',
  params: publicParams,
  query: pageQuery,
  reply: z.string(),
})

export const embeddedPage = route({
  method: 'GET',
  path: '/p/:handle/:place/embed',
  who: 'anyone',
  summary: 'The same to stand in a frame on any site; it never knows who reads',
  params: publicParams,
  query: pageQuery,
  reply: z.string(),
  ignoresSession: true,
})

export const offererPage = route({
  method: 'GET',
  path: '/p/:handle',
  who: 'anyone',
  summary: 'What somebody offers that the reader may see',
  params: z.object({ handle: z.string() }),
  reply: z.string(),
})

export const strayPage = route({
  method: 'GET',
  path: '/p/*',
  who: 'anyone',
  summary:
    'Leads an address with a slash at its end to the page without it; every other stray one is the page of nothing',
  params: z.object({ '*': z.string() }),
  reply: z.string(),
  ignoresSession: true,
})

const ownParams = z.object({ offeringId: id })

export const listOwnOfferings = route({
  method: 'GET',
  path: '/api/me/offerings',
  who: 'signed-in',
  summary: 'What one offers, in one’s own order',
  reply: z.object({ offerings: z.array(ownOffering), handle: z.string().nullable() }),
})

export const makeOffering = route({
  method: 'POST',
  path: '/api/me/offerings',
  who: 'signed-in',
  summary: 'Offer something; it is off until it is turned on',
  body: termsToKeep,
  reply: z.object({ offering: ownOffering }),
  refusals: ['too_many_offerings', 'too_many_tries'],
})

export const readOwnOffering = route({
  method: 'GET',
  path: '/api/me/offerings/:offeringId',
  who: 'signed-in',
  summary: 'Something one offers',
  params: ownParams,
  reply: z.object({ offering: ownOffering }),
})

export const changeOffering = route({
  method: 'PUT',
  path: '/api/me/offerings/:offeringId',
  who: 'signed-in',
  summary: 'Offer it differently; what was booked before stays as it was',
  params: ownParams,
  body: termsToKeep,
  reply: z.object({ offering: ownOffering }),
  refusals: ['too_many_tries'],
})

export const removeOffering = route({
  method: 'DELETE',
  path: '/api/me/offerings/:offeringId',
  who: 'signed-in',
  summary: 'Take it away; what was booked by it stays',
  params: ownParams,
  reply: done,
})

export const turnOffering = route({
  method: 'PUT',
  path: '/api/me/offerings/:offeringId/on',
  who: 'signed-in',
  summary: 'Turn it on or off; while it is off it has no page and nobody can book it',
  params: ownParams,
  body: z.object({ isOn: z.boolean({ error: 'Say whether it is on.' }) }),
  reply: z.object({ offering: ownOffering }),
  refusals: ['handle_needed'],
})

export const renewOfferingLink = route({
  method: 'POST',
  path: '/api/me/offerings/:offeringId/link',
  who: 'signed-in',
  summary: 'Give a link-only offering another link; the one before opens nothing any more',
  params: ownParams,
  reply: z.object({ offering: ownOffering }),
  refusals: ['not_by_link'],
})

export const savePicture = route({
  method: 'PUT',
  path: '/api/me/offerings/:offeringId/picture',
  who: 'signed-in',
  summary: 'Give an offering a picture: JPEG or PNG of at most 512 kB, as base64',
  params: ownParams,
  body: z.object({
    content: z.string({ error: 'Choose a picture.' }).min(1, { error: 'Choose a picture.' }),
  }),
  reply: z.object({ offering: ownOffering }),
  refusals: ['too_many_tries'],
  bodyLimit: 768 * 1024,
})

export const removePicture = route({
  method: 'DELETE',
  path: '/api/me/offerings/:offeringId/picture',
  who: 'signed-in',
  summary: 'Take the picture of an offering away',
  params: ownParams,
  reply: z.object({ offering: ownOffering }),
})

export const readPicture = route({
  method: 'GET',
  path: '/offering-pictures/:token',
  who: 'anyone',
  summary: 'A picture of an offering, under a name that cannot be guessed',
  params: z.object({ token: z.string() }),
  reply: z.string(),
  ignoresSession: true,
})

export const orderOfferings = route({
  method: 'PUT',
  path: '/api/me/offerings/order',
  who: 'signed-in',
  summary: 'Put what one offers in another order',
  body: z.object({
    offeringIds: z
      .array(id, { error: 'Give the ids of what you offer, in their new order.' })
      .max(mostOfferings, { error: `There are at most ${mostOfferings}.` }),
  }),
  reply: z.object({ offerings: z.array(ownOffering), handle: z.string().nullable() }),
})

const key = z.string().max(100).optional()

export const listOfferingSlots = route({
  method: 'GET',
  path: '/api/offerings/:offeringId/slots',
  who: 'anyone',
  summary: 'The times at which it can be booked, for whoever may see it, signed in or not',
  params: ownParams,
  query: range.safeExtend({
    durationMinutes: z.coerce.number({ error: 'Give a number of minutes.' }).int(),
    /** What stands in a link-only link. */
    key,
  }),
  reply: slots,
  refusals: ['times_unchecked'],
})

export const bookConsultation = route({
  method: 'POST',
  path: '/api/offerings/:offeringId/book',
  who: 'signed-in',
  summary:
    'Book a time of it, or ask for one where its offerer says yes first; the same request id is the same booking',
  params: ownParams,
  body: z.object({
    requestId: requestKey,
    startsAt: instantText,
    durationMinutes: wholeMinutes,
    /** By the ids of the questions. */
    answers: z.record(z.string().max(40), prose('The answer', 5000)).default({}),
    word: prose('Your word', 500).optional(),
    key,
  }),
  reply: z.object({ meeting: shownMeeting }),
  refusals: [
    'own_offering',
    'time_taken',
    'time_not_offered',
    'times_unchecked',
    'request_reused',
    'too_many_requests',
    'too_many_tries',
  ],
})

const consultationParams = z.object({ meetingId: id })

/** What was agreed with a consultation; when it is stands in its meeting. */
const consultation = z.object({
  meetingId: id,
  title: z.string(),
  /** `held`: asked for, until somebody answers; `released`: asked for and never confirmed. */
  state: z.enum(states),
  /** Null for everybody but the two, and where it costs nothing. */
  price: price.nullable(),
  /** Null for everybody but the two. */
  answers: z.array(z.object({ label: z.string(), answer: z.string() })).nullable(),
  /** The offerer, while it is held. */
  mayAccept: z.boolean(),
  /** Either of the two, while it is held: say no, or take it back. */
  mayEnd: z.boolean(),
})
export type Consultation = z.infer<typeof consultation>

export const readConsultation = route({
  method: 'GET',
  path: '/api/consultations/:meetingId',
  who: 'room-member',
  summary: 'What was agreed with a consultation',
  params: consultationParams,
  reply: z.object({ consultation }),
})

const word = z.object({ requestId: requestKey, word: prose('Your word', 500).default('') })

export const acceptRequest = route({
  method: 'POST',
  path: '/api/consultations/:meetingId/accept',
  who: 'organizer',
  summary: 'Say yes to what was asked for, while it is held',
  params: consultationParams,
  body: word,
  reply: z.object({ meeting: shownMeeting }),
  refusals: ['not_offerer', 'hold_ended', 'request_reused'],
})

export const endRequest = route({
  method: 'POST',
  path: '/api/consultations/:meetingId/end',
  who: 'organizer-or-booker',
  summary: 'Say no to what was asked for, or take back what one has asked for, while it is held',
  params: consultationParams,
  body: word,
  reply: z.object({ meeting: shownMeeting }),
  refusals: ['not_between_you', 'hold_ended', 'request_reused'],
})

/** What was agreed with a consultation, as one reader sees it now: what is between the two is told to nobody else. */
export function presentConsultation(
  kept: KeptConsultation,
  of: KeptMeeting,
  readerId: string,
  now: Instant,
): Consultation {
  const state = stateOf(of, now)
  const isBetween = maySteer(of, readerId)
  return {
    meetingId: kept.meetingId,
    title: kept.title,
    state,
    price: isBetween ? kept.price : null,
    answers: isBetween ? kept.answers.map((one) => ({ ...one })) : null,
    mayAccept: state === 'held' && of.organizerId === readerId,
    mayEnd: state === 'held' && isBetween,
  }
}

/** An offering for its offerer; `url` is the address to give away. */
export function presentOwn(kept: KeptOffering, url: string | null): OwnOffering {
  return {
    ...presentWords(kept),
    slug: kept.slug,
    scheduleId: kept.scheduleId,
    minimumNoticeMinutes: kept.minimumNoticeMinutes,
    audience: kept.audience,
    url,
  }
}

/** An offering for whoever may book it. */
export function presentOffering(
  kept: KeptOffering,
  offerer: Offering['offerer'],
  readerId: string | null,
): Offering {
  return { ...presentWords(kept), offerer, isMine: readerId === kept.personId }
}

// What both read.
function presentWords(kept: KeptOffering) {
  return {
    id: kept.id,
    isOn: kept.isOn,
    version: kept.version,
    title: kept.title,
    description: kept.description,
    durations: [...kept.durations],
    price: kept.price,
    questions: presentQuestions(kept),
    answerWithinMinutes: kept.answerWithinMinutes,
    picture: presentPicture(kept),
  }
}

function presentQuestions({ questions }: KeptOffering): Offering['questions'] {
  return questions.map((one) => ({ ...one, choices: [...one.choices] }))
}

function presentPicture({ picture: kept }: KeptOffering): z.infer<typeof picture> | null {
  return kept && { url: `/offering-pictures/${kept.name}`, width: kept.width, height: kept.height }
}
