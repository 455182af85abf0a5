import type { Limits } from '#availability/limits.ts'
import type { WindowRules } from '#availability/windows.ts'
import { conflict, forbidden, invalid, type Refusal } from '#platform/refusal.ts'
import { DAY, type Instant, MINUTE } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

import {
  type DurationMinutes,
  type Invite,
  type InviteStatus,
  type OpenQuestion,
  statusOf,
} from './invite.ts'
import { type Ask, findObjection, isFull, listBookable, listWarned } from './slots.ts'

/** How many times one counter-offer can hold. */
export const mostCounterTimes = 5

/** How many days ahead they can lie. */
export const counterAheadDays = 56

/** Times begin at a quarter of an hour. */
const counterStepMinutes = 15

/** Times of their own with which somebody answers an invite. */
export type CounterOffer = {
  id: string
  inviteId: string
  personId: string
  /** Ascending, each once. */
  starts: readonly Instant[]
  /** As long as the invite took when they were chosen. */
  durationMinutes: DurationMinutes
  note: string
  /** The same person has offered others since. */
  isReplaced: boolean
  requestId: string
  createdAt: Instant
}

/** Under what the sender of an invite is told of other times, by all, or by one person. */
export function counterKey(inviteId: string, personId?: string): string {
  return personId === undefined ? `counter-offer:${inviteId}` : `counter-offer:${inviteId}:${personId}`
}

/** It closes with its invite, with a later one of the same person, or when that person leaves. */
export type CounterStatus = InviteStatus | 'replaced' | 'left'

/** How one of the times stands: one can book what is free; what is past or taken stays to be seen. */
export type CounterTime = { startsAt: Instant; state: 'free' | 'taken' | 'past'; isWarned: boolean }

/** What somebody can choose from in a range; ascending all. */
export type Choices = {
  starts: readonly Instant[]
  /** Those of `starts` at which they have something in a calendar elsewhere, or are asked to come to something. */
  warned: readonly Instant[]
  /** Starts at which the sender of the invite is not free; no more is told of it. */
  theirs: readonly Instant[]
  /** Starts at which the person themselves is in a meeting. */
  mine: readonly Instant[]
}

/** How it stands now. */
export function counterStatusOf(
  { isReplaced, personId }: CounterOffer,
  invite: Invite,
  memberIds: readonly string[],
  now: Instant,
): CounterStatus {
  if (isReplaced) return 'replaced'
  const status = statusOf(invite, now)
  return status === 'open' && !memberIds.includes(personId) ? 'left' : status
}

/**
 * Every time of the next weeks, whatever the organizer's hours are: their tap is the consent. Without pauses and notice; but
 * a day on which they take no more meetings is none of theirs.
 */
export function questionOfCounter(
  {
    durationMinutes,
    incrementMinutes = counterStepMinutes,
    timeZone = 'UTC',
    limits,
  }: {
    durationMinutes: number
    incrementMinutes?: number
    timeZone?: string
    /** Those of the organizer. */
    limits?: Limits
  },
  now: Instant,
): OpenQuestion {
  return {
    schedule: { timeZone, weekly: wholeDays, overrides: {} },
    range: [now, now + counterAheadDays * DAY],
    durationMinutes,
    incrementMinutes,
    noticeMinutes: 0,
    bufferBeforeMinutes: 0,
    bufferAfterMinutes: 0,
    limits,
    now,
  }
}

/** What the person who answers can choose from, in a range `[from, to)`. */
export function listChoices(ask: Ask, [from, to]: Interval): Choices {
  const within = (starts: readonly Instant[]) => starts.filter((at) => from <= at && at < to)
  const every = listBookable({ ...ask, taken: [] })
  const withSender = new Set(listBookable(ofSender(ask)))
  const free = listBookable(ofBoth(ask))
  const chosen = new Set(free)
  const starts = within(free)
  return {
    starts,
    warned: listWarned(ask, starts, ask.bookerId),
    theirs: within(every.filter((at) => !withSender.has(at))),
    mine: within(every.filter((at) => withSender.has(at) && !chosen.has(at))),
  }
}

/** Takes the times somebody offers, or says of each that cannot be offered why. Throws refusals. */
export function refuseTimes(ask: Ask, starts: readonly Instant[], senderName: string): void {
  if (ask.isUnchecked) throw unchecked(senderName)
  const wrong = starts.flatMap((at, index) => {
    const sentence = wrongWith(ask, at, senderName)
    return sentence === undefined ? [] : ([[`starts.${index}`, sentence]] as const)
  })
  const [first] = wrong
  if (!first) return
  const message =
    wrong.length === 1
      ? `One of these times cannot be offered: ${first[1]}`
      : `${wrong.length} of these times cannot be offered. The first: ${first[1]}`
  throw invalid('times_refused', message, Object.fromEntries(wrong))
}

/** How each of its times stands. `ask` is as of now, its booker the person who made the counter-offer. */
export function judgeTimes({ starts }: CounterOffer, ask: Ask, readerId: string): CounterTime[] {
  const { now = ask.question.range[0] } = ask.question
  const warned = new Set(listWarned(ask, [...starts], readerId))
  return starts.map((startsAt) => {
    if (startsAt <= now) return { startsAt, state: 'past', isWarned: false }
    const isFree = findObjection(ofBoth(ask), startsAt) === undefined
    return { startsAt, state: isFree ? 'free' : 'taken', isWarned: isFree && warned.has(startsAt) }
  })
}

/** Only who sent the invite can take one of the times. */
export function refuseTaker(invite: Invite, personId: string): void {
  if (invite.organizerId === personId) return
  throw forbidden('not_sender', 'Only the person who sent the invite can take one of these times.')
}

/** Guards against a counter-offer that is closed by anything but its invite. */
export function refuseClosedCounter(
  counter: CounterOffer,
  memberIds: readonly string[],
  personName: string,
): void {
  if (counter.isReplaced)
    throw conflict(
      'counter_offer_closed',
      `${personName} has offered other times since. Choose one of those.`,
    )
  if (!memberIds.includes(counter.personId))
    throw conflict('counter_offer_closed', `${personName} has left the room, so these times are gone.`)
}

/** Guards a tap on one of the times: it is one of them, to come, and free for both. Throws refusals (409). */
export function refuseCounterTime(counter: CounterOffer, ask: Ask, at: Instant, personName: string): void {
  const { now = ask.question.range[0] } = ask.question
  if (!counter.starts.includes(at))
    throw conflict('time_not_offered', 'This time is not one of those offered. Choose one that is shown.')
  if (at <= now) throw conflict('time_passed', 'This time has passed. Choose another one.')
  if (ask.isUnchecked)
    throw conflict(
      'times_unchecked',
      'One of your calendars cannot be read, so nobody knows whether you are free. Relink it, or go without it, in Settings > Calendars.',
    )
  if (findObjection(ofSender(ask), at)) {
    throw taken(
      isFull(ask, at)
        ? 'You have as many meetings then as you take.'
        : 'You are not free at this time any more.',
    )
  }
  if (findObjection(ofBoth(ask), at)) throw taken(`${personName} is not free at this time any more.`)
}

/** The refusal of times that were chosen for a meeting of another length. */
export function otherDuration(minutes: number): Refusal {
  return conflict(
    'other_duration',
    `The meeting takes ${minutes} minutes now. Look at your times once more; they are kept.`,
    { durationMinutes: minutes },
  )
}

function wrongWith(ask: Ask, at: Instant, senderName: string): string | undefined {
  const { now = ask.question.range[0], range } = ask.question
  if (at <= now) return 'This time has passed.'
  if (at >= range[1]) return 'It is too far away. Offer times within the next eight weeks.'
  if (at % (counterStepMinutes * MINUTE) !== 0) return 'It must begin at a quarter of an hour.'
  if (findObjection(ofSender(ask), at)) return `${senderName} is not free then.`
  return findObjection(ofBoth(ask), at) && 'You are in another meeting then.'
}

function taken(sentence: string): Refusal {
  return conflict('time_taken', `${sentence} Choose another one.`)
}

function unchecked(senderName: string): Refusal {
  return conflict(
    'times_unchecked',
    `The times of ${senderName} are being checked just now. Try again in a while, or write in the room.`,
  )
}

// What blocks one of them. What an organizer is only asked to come to takes nothing from times that others offer them.
function ofBoth(ask: Ask): Ask {
  return { ...ask, taken: ask.taken.filter((one) => one.blocks || one.personId !== ask.organizerId) }
}

function ofSender(ask: Ask): Ask {
  return { ...ask, taken: ask.taken.filter((one) => one.blocks && one.personId === ask.organizerId) }
}

const wholeDay: WindowRules['weekly']['1'] = [['00:00', '24:00']]
const wholeDays: WindowRules['weekly'] = {
  '1': wholeDay,
  '2': wholeDay,
  '3': wholeDay,
  '4': wholeDay,
  '5': wholeDay,
  '6': wholeDay,
  '7': wholeDay,
}
