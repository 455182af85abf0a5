import { mostDaysAhead, mostNoticeMinutes } from '#availability/schedule.ts'
import { forbidden, invalid, missing, type Refusal } from '#platform/refusal.ts'
import { DAY, type Instant, parseInstant } from '#time/instant.ts'

import { type Price, refusePrice } from './price.ts'

export const audiences = ['anyone', 'shares_room', 'link_only'] as const
/** Who may book: anyone signed in, people one shares a room with, or whoever has the link. */
export type Audience = (typeof audiences)[number]

export const questionKinds = ['line', 'text', 'choice'] as const

/** What is asked of who books; `id` names it in their answers. */
export type Question = {
  id: string
  label: string
  required: boolean
  kind: (typeof questionKinds)[number]
  /** Of a choice alone. */
  choices: readonly string[]
}

/** What an offerer decides. Minutes are whole; `price` null costs nothing. */
export type Terms = {
  slug: string
  title: string
  description: string
  /** Ascending; who books chooses one. */
  durations: readonly number[]
  price: Price | null
  questions: readonly Question[]
  /** Null is the person's own schedule. */
  scheduleId: string | null
  /** Null is the schedule's. */
  minimumNoticeMinutes: number | null
  audience: Audience
  /** Within how many minutes the offerer says yes to what was asked for; null books at once. */
  answerWithinMinutes: number | null
}

/** Something a person can be booked for. */
export type Offering = Terms & {
  id: string
  personId: string
  isOn: boolean
  /** Of a link-only one: what opens it, hashed, and sealed so that it can be shown again. */
  tokenHash: string | null
  tokenSealed: string | null
  picture: Picture | null
  position: number
  /** Rises with every change. */
  version: number
  createdAt: Instant
  updatedAt: Instant
}

/** A picture by the name it is served under; measures in pixels. */
export type Picture = { name: string; width: number; height: number }

/** Who looks at an offering: nobody signed in has no id; `keyHash` is of the key in a link-only link. */
export type Reader = { personId: string | null; keyHash: string | null; sharesRoom: boolean }

/** Starts of an offering, ascending, and the last there is, whether or not it is among them; null where there is none. */
export type NextStarts = { starts: readonly Instant[]; last: Instant | null }

export const mostOfferings = 30
export const mostQuestions = 10
export const mostChoices = 12
export const mostDurations = 6
export const shortestMinutes = 10
export const longestMinutes = 240
export const shortestAnswerMinutes = 30
export const longestAnswerMinutes = 20_160
export const longestAnswer = { line: 200, text: 2000, choice: 100 } as const

/** Whether this reader may see it. Its offerer always may. */
export function maySee(offering: Offering, { personId, keyHash, sharesRoom }: Reader): boolean {
  if (personId === offering.personId) return true
  if (!offering.isOn) return false
  if (offering.audience === 'link_only') return keyHash !== null && keyHash === offering.tokenHash
  return offering.audience === 'anyone' || sharesRoom
}

/** Refuses (404) whoever may not see it, and (403) its own offerer: nobody books themselves. */
export function refuseBooker(offering: Offering, reader: Reader): void {
  if (!maySee(offering, reader)) throw missing()
  if (reader.personId === offering.personId) {
    throw forbidden('own_offering', 'This is your own offering. Others can book it.')
  }
}

/** Refuses (422) a duration that is not offered. */
export function refuseDuration({ durations }: Pick<Offering, 'durations'>, minutes: number): void {
  if (durations.includes(minutes)) return
  throw invalid('invalid', 'Choose one of the durations that are offered.', {
    durationMinutes: 'Choose one of the durations that are offered.',
  })
}

/** What is wrong with what an offerer decides, by field; empty when nothing is. What each text may hold is judged before. */
export function refuseTerms(terms: Terms): Record<string, string> {
  const fields: Record<string, string> = { ...refuseDurations(terms.durations) }
  const price = terms.price && refusePrice(terms.price)
  if (price) fields['price.minor'] = price
  const notice = terms.minimumNoticeMinutes
  if (notice !== null && !isWithin(notice, 0, mostNoticeMinutes))
    fields.minimumNoticeMinutes = `The minimum notice can be at most ${mostNoticeMinutes} minutes.`
  const answer = terms.answerWithinMinutes
  if (answer !== null && !isWithin(answer, shortestAnswerMinutes, longestAnswerMinutes))
    fields.answerWithinMinutes = 'Give yourself between 30 minutes and 14 days to answer.'
  return { ...fields, ...refuseQuestions(terms.questions) }
}

/** What is wrong with a list of durations, by field; empty when nothing is. */
export function refuseDurations(durations: readonly number[]): Record<string, string> {
  if (durations.length === 0) return { durations: 'Offer at least one duration.' }
  if (durations.length > mostDurations) return { durations: `Offer at most ${mostDurations} durations.` }
  if (!durations.every((one) => isWithin(one, shortestMinutes, longestMinutes)))
    return { durations: `A consultation takes between ${shortestMinutes} and ${longestMinutes} minutes.` }
  return new Set(durations).size === durations.length ? {} : { durations: 'Name each duration once.' }
}

function refuseQuestions(questions: readonly Question[]): Record<string, string> {
  const fields: Record<string, string> = {}
  if (questions.length > mostQuestions) fields.questions = `Ask at most ${mostQuestions} questions.`
  if (new Set(questions.map(({ id }) => id)).size < questions.length)
    fields.questions = 'Two questions have the same id.'
  questions.forEach(({ kind, choices }, index) => {
    const sentence = kind === 'choice' ? refuseChoices(choices) : undefined
    if (sentence) fields[`questions.${index}.choices`] = sentence
  })
  return fields
}

function refuseChoices(choices: readonly string[]): string | undefined {
  if (choices.length < 2) return 'Give at least two choices.'
  if (choices.length > mostChoices) return `Give at most ${mostChoices} choices.`
  return new Set(choices).size < choices.length ? 'Name each choice once.' : undefined
}

/** One question with what was answered to it, as it is kept: questions may change later. */
export type Answer = { label: string; answer: string }

/**
 * The answers by the ids of their questions, in the order asked; what was left empty is left out. Throws a refusal (422)
 * that names each answer that is missing or cannot be.
 */
export function readAnswers(
  questions: readonly Question[],
  given: Readonly<Record<string, string>>,
): Answer[] {
  const fields = Object.fromEntries(
    questions.flatMap((question) => {
      const sentence = refuseAnswer(question, answerTo(question, given))
      return sentence ? [[`answers.${question.id}`, sentence]] : []
    }),
  )
  const [first] = Object.values(fields)
  if (first !== undefined) throw invalid('invalid', first, fields)
  return questions.flatMap((question) => {
    const answer = answerTo(question, given)
    return answer === '' ? [] : [{ label: question.label, answer }]
  })
}

// Only what was given: every object has a `constructor`.
function answerTo({ id }: Question, given: Readonly<Record<string, string>>): string {
  return Object.hasOwn(given, id) ? (given[id] ?? '').trim() : ''
}

/** What is wrong with an answer, already trimmed. */
export function refuseAnswer(
  { required, kind, choices }: Pick<Question, 'required' | 'kind' | 'choices'>,
  answer: string,
): string | undefined {
  if (answer === '') return required ? 'An answer is needed.' : undefined
  if (kind === 'choice') return choices.includes(answer) ? undefined : 'Choose one of the answers.'
  const longest = longestAnswer[kind]
  if (answer.length > longest) return `An answer can have at most ${longest} characters.`
  return kind === 'line' && /[\r\n\u2028\u2029]/.test(answer) ? 'This answer is one line.' : undefined
}

/** A place in an address for a title: `Garden plan, part 2` is `garden-plan-part-2`. Titles of other scripts get `consultation`. */
export function slugOf(title: string): string {
  const plain = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, longestSlug - 4)
    .replace(/-+$/, '')
  return plain === '' ? 'consultation' : plain
}

export const longestSlug = 60
export const slugPattern = /^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/

/** Whether an offering could stand there: its slug, or the key of a link-only one. */
export function isPlace(text: string): boolean {
  return slugPattern.test(text.toLowerCase()) || /^[\w-]{32}$/.test(text)
}

/** The slug, or the first of `slug-2`, `slug-3` … that is not taken. */
export function freeSlug(slug: string, taken: ReadonlySet<string>): string {
  if (!taken.has(slug)) return slug
  for (let number = 2; ; number += 1) if (!taken.has(`${slug}-${number}`)) return `${slug}-${number}`
}

/** Another offering of the same person stands at this address. */
export function slugTaken(): Refusal {
  return invalid('invalid', 'Another of your offerings has this address.', {
    slug: 'Another of your offerings has this address.',
  })
}

/** A start that was chosen on the way to the page, as its address has it; null where nobody could have offered it. */
export function chosenStart(text: string | undefined, now: Instant): Instant | null {
  const at = parseInstant(text ?? '')
  return at === undefined || at <= now || at > now + (mostDaysAhead + 1) * DAY ? null : at
}

/** Where the sealed token of a link-only offering lives, for the sealer. */
export function placeOfToken(offeringId: string): string {
  return `offerings|${offeringId}|token_sealed`
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}
