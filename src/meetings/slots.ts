import { conflict, type Refusal } from '#platform/refusal.ts'
import { findReached, withinLimits } from '#availability/limits.ts'
import { isOffered, listSlots, type SlotQuestion } from '#availability/slots.ts'
import { DAY, type Instant, MINUTE } from '#time/instant.ts'
import { type Interval, union } from '#time/interval.ts'

import type { OpenQuestion } from './invite.ts'

/** What stands in somebody's time, by start. What `blocks` forbids anything else that does. */
export type Taken = {
  personId: string
  blocks: boolean
  intervals: readonly Interval[]
  /** It stands in a calendar elsewhere: the organizer's blocks as anything does, the other side's only warns. */
  isOutside?: boolean
  /** When the first of it ends by itself, because it is only held until then. */
  trueUntil?: Instant
  /** The person organizes all of it: it counts where they take only so many meetings. */
  isOrganized?: boolean
}

/** Everything that decides what can be booked by whom. */
export type Ask = {
  question: OpenQuestion
  /** Live engagements, not declined, of the organizer and of who books. The meeting that is moved is not among them. */
  taken: readonly Taken[]
  organizerId: string
  /** Who is to be there beside the organizer: nothing of theirs that blocks may overlap. */
  bookerId: string
  /** The start a meeting has now, to which it cannot be moved. */
  presentStart?: Instant
  /** A calendar that counts cannot be read, so nobody knows when the organizer is busy: then nothing is offered. */
  isUnchecked?: boolean
  /** What calendars elsewhere say here stays true until then, by the clock alone, and what is held. */
  trueUntil?: Instant
}

/** Why a start cannot be booked. */
export type Objection = 'time_taken' | 'time_not_offered' | 'times_unchecked'

/** Every start that can be booked, ascending. Each of them books; nothing else does. */
export function listBookable(ask: Ask): Instant[] {
  if (ask.isUnchecked) return []
  const open = withoutOverlap(ask, listSlots(withOrganizer(ask)), intervalsOf(ask, ask.bookerId, 'blocking'))
  const { limits } = ask.question
  const free = limits ? withinLimits(limits, organizedStarts(ask), open) : open
  return ask.presentStart === undefined ? free : free.filter((at) => at !== ask.presentStart)
}

/** What a reader can book of an ask within a range; `first` and `last` are those of all, whatever the range. */
export type Bookable = {
  starts: readonly Instant[]
  /** Those of `starts` at which the reader has something else that does not forbid it. */
  warned: readonly Instant[]
  first: Instant | undefined
  last: Instant | undefined
  durationMinutes: number
}

/** What this reader can book in a range `[from, to)`. */
export function bookableIn(ask: Ask, readerId: string, [from, to]: Interval): Bookable {
  const all = listBookable(ask)
  const starts = all.filter((at) => from <= at && at < to)
  return {
    starts,
    warned: listWarned(ask, starts, readerId),
    first: all[0],
    last: all.at(-1),
    durationMinutes: ask.question.durationMinutes,
  }
}

/** The same when there is no more to ask. */
export function nothingBookable(durationMinutes: number): Bookable {
  return { starts: [], warned: [], first: undefined, last: undefined, durationMinutes }
}

/** Why this start cannot be booked; undefined when it can, which is when `listBookable` holds it. */
export function findObjection(ask: Ask, at: Instant): Objection | undefined {
  if (ask.isUnchecked) return 'times_unchecked'
  const [first, before] = ask.question.range
  if (at < first || at >= before || !isOffered({ ...ask.question, busy: [] }, at)) return 'time_not_offered'
  const taken = intervalsOf(ask, ask.bookerId, 'blocking')
  const free = isOffered(withOrganizer(ask), at) && withoutOverlap(ask, [at], taken).length === 1
  if (!free || at === ask.presentStart) return 'time_taken'
  // A day that is full is like one without hours: what else stands there is nobody's business.
  return isFull(ask, at) ? 'time_not_offered' : undefined
}

/** Those of the starts, ascending, at which this person has something else that does not forbid it. */
export function listWarned(ask: Ask, starts: Instant[], readerId: string): Instant[] {
  const others = intervalsOf(ask, readerId, 'other')
  if (others.length === 0) return []
  const free = new Set(withoutOverlap(ask, starts, others))
  return starts.filter((at) => !free.has(at))
}

/** Whether its organizer takes no more meetings then, by their own limits. */
export function isFull(ask: Ask, at: Instant): boolean {
  const { limits } = ask.question
  return limits !== undefined && findReached(limits, organizedStarts(ask), at).length > 0
}

/** Guards a start: offered means bookable, anything else is refused with `time_taken` or `time_not_offered` (409). */
export function refuseTime(ask: Ask, at: Instant): void {
  const objection = findObjection(ask, at)
  if (objection) throw timeRefused(objection)
}

/** Guards a list of times against one that would be empty only because nobody knows. Throws `times_unchecked` (409). */
export function refuseUnchecked(ask: Ask, readerId: string): void {
  if (!ask.isUnchecked) return
  throw readerId === ask.organizerId
    ? conflict('times_unchecked', uncheckedForOrganizer)
    : timeRefused('times_unchecked')
}

/** The refusal of a start. */
export function timeRefused(objection: Objection): Refusal {
  return conflict(objection, sentences[objection])
}

/** What calendars elsewhere take of the time of an organizer and of who books with them. */
export function outsideTaken(
  busy: readonly { personId: string; calendars: readonly { intervals: readonly Interval[] }[] }[],
  organizerId: string,
): Taken[] {
  return busy
    .filter((one) => one.calendars.length > 0)
    .map(({ personId, calendars }) => ({
      personId,
      blocks: personId === organizerId,
      isOutside: true,
      intervals: union(...calendars.map((calendar) => calendar.intervals)),
    }))
}

/** Until when this stays as it is, by the clock alone: some of it may only be held, or be known for a while. */
export function earliestEnd(
  taken: readonly Pick<Taken, 'trueUntil'>[],
  busy: readonly { trueUntil: Instant }[],
): Instant {
  return Math.min(...[...taken, ...busy].map((one) => one.trueUntil ?? Number.POSITIVE_INFINITY))
}

/**
 * The time in which engagements matter to a question: a day on either side holds every pause, and where meetings are counted
 * eight hold every week.
 */
export function reachOf({ range, limits, now = range[0] }: OpenQuestion): Interval {
  const isCounted = limits !== undefined && (limits.mostADay ?? limits.mostAWeek) !== null
  const around = isCounted ? 8 * DAY : DAY
  return [Math.max(range[0], now) - around, range[1] + around]
}

const sentences: Record<Objection, string> = {
  time_taken: 'This time has just been taken. Choose another one; nothing you typed is lost.',
  time_not_offered: 'This time is not offered. Choose one of those shown.',
  times_unchecked:
    'These times are being checked just now, so none can be chosen. Try again in a while, or write in the room.',
}

const uncheckedForOrganizer =
  'One of your calendars cannot be read, so nobody is shown your times. Relink it, or go without it, in Settings > Calendars.'

// Pauses, notice and steps are the organizer's own; only their time is taken out with pauses around it.
function withOrganizer(ask: Ask): SlotQuestion {
  const theirs = ask.taken.filter((one) => one.personId === ask.organizerId)
  const [only] = theirs
  // Lists may overlap, and one alone is in order already: nothing more is done to it, because it may be very long.
  const busy = theirs.length === 1 && only ? only.intervals : theirs.flatMap((one) => one.intervals)
  return { ...ask.question, busy }
}

function organizedStarts(ask: Ask): Instant[] {
  return ask.taken
    .filter((one) => one.isOrganized && one.personId === ask.organizerId)
    .flatMap((one) => one.intervals.map(([start]) => start))
}

function intervalsOf(ask: Ask, personId: string, kind: 'blocking' | 'other'): Interval[] {
  const theirs = ask.taken.filter((one) => one.personId === personId && one.blocks === (kind === 'blocking'))
  return union(...theirs.map((one) => one.intervals))
}

// Both lists ascend and the intervals are disjoint, so one walk along both is enough.
function withoutOverlap(ask: Ask, starts: Instant[], intervals: readonly Interval[]): Instant[] {
  if (intervals.length === 0) return starts
  const duration = ask.question.durationMinutes * MINUTE
  let next = 0
  return starts.filter((at) => {
    while ((intervals[next]?.[1] ?? Number.POSITIVE_INFINITY) <= at) next += 1
    return (intervals[next]?.[0] ?? Number.POSITIVE_INFINITY) >= at + duration
  })
}
