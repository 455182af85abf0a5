import { conflict, forbidden, invalid, type Refusal } from '#platform/refusal.ts'
import { DAY, HOUR, type Instant } from '#time/instant.ts'

import { type Ask, findObjection } from './slots.ts'

/** Whether somebody must agree, or is only heard. */
export type Part = 'required' | 'optional'

/** One person named on an invite, with what they answered. */
export type Named = {
  personId: string
  part: Part
  /** The starts that suit, ascending; kept as a proposal when the offer changes. */
  marks: readonly Instant[]
  /** Null until they have answered what is offered now. */
  answeredAt: Instant | null
}

/** What an invite asks on which everyone named must agree. */
export type Agreement = {
  inviteId: string
  answerBy: Instant
  isStuck: boolean
  people: readonly Named[]
}

/** What is wanted of the people of a room when an invite is sent. */
export type AgreementToAsk = {
  people: readonly { personId: string; part: Part }[]
  answerBy: Instant
}

/** How an agreement stands. */
export type Verdict =
  | { kind: 'nobody' }
  | { kind: 'waiting'; missingIds: readonly string[] }
  | { kind: 'stuck' }
  | {
      kind: 'agreed'
      startsAt: Instant
      /** Whose answer completed it: the meeting is booked in their name. */
      completedBy: string
      requiredIds: readonly string[]
      /** Those who need not agree and marked this time, too. */
      willingIds: readonly string[]
    }

/** When something is due about an agreement: a reminder at half time, one a day before the deadline, the deadline. */
export type Moment = { kind: 'half' | 'day' | 'deadline'; at: Instant }

/** How many starts one person can mark. */
export const mostMarks = 300

/** How many can be named. */
export const mostNamed = 100

/** How it stands, as `isFree` knows who could be there when. The earliest time that suits all who must agree is taken. */
export function settle(
  people: readonly Named[],
  isFree: (personId: string, startsAt: Instant) => boolean,
): Verdict {
  const required = people.filter((one) => one.part === 'required')
  if (required.length === 0) return { kind: 'nobody' }
  const missingIds = required.filter((one) => one.answeredAt === null).map((one) => one.personId)
  if (missingIds.length > 0) return { kind: 'waiting', missingIds }
  const startsAt = commonMarks(required).find((at) => required.every((one) => isFree(one.personId, at)))
  if (startsAt === undefined) return { kind: 'stuck' }
  return {
    kind: 'agreed',
    startsAt,
    completedBy: lastToAnswer(required),
    requiredIds: required.map((one) => one.personId),
    willingIds: people
      .filter((one) => one.part === 'optional' && one.marks.includes(startsAt) && one.answeredAt !== null)
      .map((one) => one.personId),
  }
}

/** The same on what is known of everybody's time; the ask holds what is taken of all of them. */
export function settleBy(ask: Ask, people: readonly Named[]): Verdict {
  return settle(people, (bookerId, at) => findObjection({ ...ask, bookerId }, at) === undefined)
}

/** What is due about it, ascending. Two reminders within an hour of each other are one. */
export function momentsOf(asked: Instant, answerBy: Instant): Moment[] {
  const half = asked + Math.floor((answerBy - asked) / 2)
  const day = answerBy - DAY
  const hasDay = day > asked
  return [
    ...(hasDay && Math.abs(day - half) < HOUR ? [] : [{ kind: 'half', at: half } as const]),
    ...(hasDay ? [{ kind: 'day', at: day } as const] : []),
    { kind: 'deadline', at: answerBy } as const,
  ].toSorted((one, other) => one.at - other.at)
}

/** Under what people are told that their answer to an invite is asked for: the latest word takes the place of the one before. */
export function answerKey(inviteId: string): string {
  return `agreement:${inviteId}`
}

/** Takes what is asked of a room, or says what is wrong with it. `endsAt` is the end of what is offered. Throws refusals. */
export function refuseAgreement(
  { people, answerBy }: AgreementToAsk,
  memberIds: readonly string[],
  { organizerId, endsAt, now }: { organizerId: string; endsAt: Instant; now: Instant },
): void {
  const ids = people.map((one) => one.personId)
  if (memberIds.length < 3)
    throw wrong('people', 'Agreeing takes three or more in the room. With one other, whoever confirms books.')
  if (ids.includes(organizerId)) throw wrong('people', 'You agree by offering the times. Name the others.')
  if (new Set(ids).size < ids.length) throw wrong('people', 'Somebody is named twice.')
  if (ids.some((id) => !memberIds.includes(id)))
    throw wrong('people', 'Somebody who is named is not in the room any more. Look at the names again.')
  if (people.every((one) => one.part === 'optional'))
    throw wrong('people', 'Name at least one person who must agree.')
  refuseDeadline(answerBy, endsAt, now)
}

/** Takes a deadline or says what is wrong with it. Throws refusals. */
export function refuseDeadline(answerBy: Instant, endsAt: Instant, now: Instant): void {
  if (answerBy <= now) throw wrong('answerBy', 'Choose a deadline that is still to come.')
  if (answerBy >= endsAt)
    throw wrong('answerBy', 'By then the last time that is offered is over. Choose an earlier deadline.')
}

/** The part of one of those named; throws forbidden('not_named') for others. */
export function refuseUnnamed(people: readonly Named[], personId: string): Named {
  const named = people.find((one) => one.personId === personId)
  if (!named) throw forbidden('not_named', 'Your answer is not asked for on this invite.')
  return named
}

/** On an invite that the first to confirm books, there is nothing to mark. */
export function noAgreement(): Refusal {
  return conflict('no_agreement', 'Nobody has to agree on this invite: confirm one of its times instead.')
}

/** Somebody came into the room or left it: newcomers are heard, whoever left no longer counts. */
export function presentPeople(people: readonly Named[], memberIds: readonly string[]): Named[] {
  return people.filter((one) => memberIds.includes(one.personId))
}

function commonMarks(required: readonly Named[]): Instant[] {
  const [first, ...others] = required
  return (first?.marks ?? [])
    .filter((at) => others.every((one) => one.marks.includes(at)))
    .toSorted((one, other) => one - other)
}

function lastToAnswer(required: readonly Named[]): string {
  const [last] = required.toSorted(
    (one, other) =>
      (other.answeredAt ?? 0) - (one.answeredAt ?? 0) || (one.personId < other.personId ? -1 : 1),
  )
  return last?.personId ?? ''
}

function wrong(field: 'people' | 'answerBy', sentence: string): Refusal {
  return invalid('invalid', sentence, { [`agreement.${field}`]: sentence })
}
