import { findReached } from '#availability/limits.ts'
import { isOffered } from '#availability/slots.ts'
import { windowsOf } from '#availability/windows.ts'
import { type Instant, MINUTE } from '#time/instant.ts'
import { contains, type Interval, overlaps } from '#time/interval.ts'

import type { OpenQuestion } from './invite.ts'

/** Something that takes the organizer's own time; what stands in a calendar elsewhere may have no title. */
export type Cause =
  | { kind: 'meeting'; name: string; roomId: string; meetingId: string }
  | { kind: 'calendar'; name: string; calendarId: string; title: string | null }

/** What decides about a start, for its organizer's eyes only. */
export type WhyQuestion = {
  question: OpenQuestion
  /** By start. */
  taken: readonly { cause: Cause; intervals: readonly Interval[] }[]
  /** Calendars that cannot be read, so that nobody knows when their owner is busy. */
  unknown: readonly { calendarId: string; name: string }[]
  /** When meetings begin that they organize, a week around. */
  organized: readonly Instant[]
  at: Instant
}

/** Where the organizer changes what stands in the way. */
export type Mend = 'invite' | 'schedule' | 'meeting' | 'calendars'

/** One reason why a start is missing. Instants, UTC. */
export type Reason = {
  kind: 'over' | 'notice' | 'hours' | 'steps' | 'day' | 'week' | 'meeting' | 'calendar' | 'pause' | 'unknown'
  /** The meeting or calendar by name; null where it is neither. */
  name: string | null
  /** Of what stands in a calendar elsewhere, if it is known. */
  title: string | null
  /** How many meetings such a day or week holds; null where it is no limit. */
  most: number | null
  roomId: string | null
  meetingId: string | null
  calendarId: string | null
  /** When it takes time; null where it is no stretch of time. */
  startsAt: Instant | null
  endsAt: Instant | null
  mend: Mend | null
}

/** Every reason why a start is not offered, the plainest first. None means that it is. */
export function explain(asked: WhyQuestion): Reason[] {
  const { question, at } = asked
  const { now = at, noticeMinutes } = question
  if (at < now) return [reason('over', null)]
  const notice = at < now + noticeMinutes * MINUTE ? [reason('notice', 'schedule')] : []
  return [
    ...notice,
    ...reasonsOfHours(question, at),
    ...reasonsOfLimits(asked),
    ...asked.taken.flatMap((one) => reasonsOf(question, at, one)),
    ...asked.unknown.map(reasonOfUnknown),
  ]
}

/** The stretch in which something could stand in the way of a start, pauses included. */
export function reachAround(
  { durationMinutes, bufferBeforeMinutes, bufferAfterMinutes }: OpenQuestion,
  at: Instant,
): Interval {
  return [at - bufferBeforeMinutes * MINUTE, at + (durationMinutes + bufferAfterMinutes) * MINUTE]
}

// Inside the hours and yet not offered, with nothing in the way: it falls between two steps.
function reasonsOfHours(question: OpenQuestion, at: Instant): Reason[] {
  const [first, before] = question.range
  const end = at + question.durationMinutes * MINUTE
  const isOpen =
    contains([first, before], at) &&
    windowsOf(question.schedule, [at, end]).some(([from, until]) => from <= at && end <= until)
  if (!isOpen) return [reason('hours', 'invite')]
  const free = { ...question, busy: [], now: undefined, noticeMinutes: 0 }
  return isOffered(free, at) ? [] : [reason('steps', 'schedule')]
}

function reasonsOfLimits({ question: { limits }, organized, at }: WhyQuestion): Reason[] {
  const reached = limits ? findReached(limits, organized, at) : []
  return reached.map(({ per, most }) => ({ ...reason(per, 'schedule'), most }))
}

function reasonsOf(
  question: OpenQuestion,
  at: Instant,
  { cause, intervals }: WhyQuestion['taken'][number],
): Reason[] {
  const span: Interval = [at, at + question.durationMinutes * MINUTE]
  const reach = reachAround(question, at)
  return intervals
    .filter((interval) => overlaps(interval, reach))
    .map(([startsAt, endsAt]) => ({
      ...reason(cause.kind, cause.kind === 'meeting' ? 'meeting' : 'calendars'),
      ...(overlaps([startsAt, endsAt], span) ? {} : { kind: 'pause' as const, mend: 'schedule' as const }),
      name: cause.name,
      title: cause.kind === 'calendar' ? cause.title : null,
      roomId: cause.kind === 'meeting' ? cause.roomId : null,
      meetingId: cause.kind === 'meeting' ? cause.meetingId : null,
      calendarId: cause.kind === 'calendar' ? cause.calendarId : null,
      startsAt,
      endsAt,
    }))
}

function reasonOfUnknown({ calendarId, name }: { calendarId: string; name: string }): Reason {
  return { ...reason('unknown', 'calendars'), calendarId, name }
}

function reason(kind: Reason['kind'], mend: Mend | null): Reason {
  const nowhere = { roomId: null, meetingId: null, calendarId: null }
  return { kind, name: null, title: null, most: null, ...nowhere, startsAt: null, endsAt: null, mend }
}
