import { DAY, type Instant } from '#time/instant.ts'
import { type Interval, overlaps } from '#time/interval.ts'

import { type CalendarTime, farthestOffset, instantOf } from './calendar-time.ts'
import type { Draft } from './draft.ts'
import type { ReadEvent } from './read-events.ts'
import type { RecurrenceRule } from './recurrence-rule.ts'
import { type Effort, occurrencesOf, type WallMs } from './recurrence.ts'

/** One start of a series; a PERIOD brings its own length. */
type Start = { wall: WallMs; length: number | undefined }

/**
 * The instances of one series that touch the window: its event or events, and what is said of single instances. A rule
 * too dense to be followed gives one instance over all the time that it may reach.
 */
export function* instancesOf(
  series: readonly Draft[],
  window: Interval,
  effort: Effort,
): Generator<ReadEvent> {
  const changes = changesIn(series)
  const repeats = series.some(isRepeated)
  for (const draft of series) {
    if (draft.recurrenceId || !isRepeated(draft))
      yield* touching(window, instance(draft, draft.start.wall, repeats))
    else yield* repeated(draft, changes, window, effort)
  }
}

/**
 * What is said of single instances, put in order once: a hostile calendar has as many of them as of series of the same UID, and
 * all of one must not be gone through for each of the other.
 */
type Changes = {
  /** Those for an instance and all that follow, by the instance. */
  following: readonly Draft[]
  /** By how much they move or stretch what follows, at most. */
  shift: number
} & NamedStarts

/** Starts as exceptions and single instances name them: the days of those of which only the date is said, of any, and instants. */
type NamedStarts = {
  datedDays: ReadonlySet<number>
  days: ReadonlySet<number>
  instants: ReadonlySet<Instant>
}

function isRepeated({ rules, extraTimes }: Draft): boolean {
  return rules.length > 0 || extraTimes.length > 0
}

function changesIn(series: readonly Draft[]): Changes {
  const singles = series.filter((draft) => draft.recurrenceId)
  const ids = singles.flatMap(({ recurrenceId }) => recurrenceId ?? [])
  const following = singles
    .filter((draft) => draft.isFollowing)
    .sort((one, other) => idWall(one) - idWall(other))
  const shift = following
    .map((one) => Math.abs(one.start.wall - idWall(one)) + Math.abs(one.length))
    .reduce((one, other) => Math.max(one, other), 0)
  return { following, shift, ...startsNamed(ids) }
}

function startsNamed(ids: readonly CalendarTime[]): NamedStarts {
  const dated = ids.filter(({ isDate }) => isDate)
  return {
    datedDays: new Set(dated.map(({ wall }) => dayOf(wall))),
    days: new Set(ids.map(({ wall }) => dayOf(wall))),
    instants: new Set(ids.filter(({ isDate }) => !isDate).map(instantOf)),
  }
}

function dayOf(wall: WallMs): number {
  return Math.floor(wall / DAY)
}

function* repeated(draft: Draft, changes: Changes, window: Interval, effort: Effort): Generator<ReadEvent> {
  const near = reachOf(draft, changes, window)
  const isLeftOut = exceptionTest(draft, changes, near)
  const starts = startsOf(draft, near, effort)
  if (starts === 'too-dense') return yield* touching(window, wholeReach(draft, window))
  for (const { wall, length } of starts) {
    if (isLeftOut(wall)) continue
    const changed = lastUpTo(changes.following, wall)
    if (changed) yield* touching(window, instance(changed, wall + changed.start.wall - idWall(changed), true))
    else yield* touching(window, instance(draft, wall, true, length))
  }
}

/** Of those in order, the last that is said of this instance or an earlier one. */
function lastUpTo(following: readonly Draft[], wall: WallMs): Draft | undefined {
  let [low, high] = [0, following.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const one = following[middle]
    if (one && idWall(one) <= wall) low = middle + 1
    else high = middle
  }
  return following[low - 1]
}

function idWall({ recurrenceId }: Draft): WallMs {
  return recurrenceId?.wall ?? Number.POSITIVE_INFINITY
}

/** Which starts on its clock may have to do with the window. */
function reachOf(draft: Draft, { shift }: Changes, [from, until]: Interval): Interval {
  const periods = draft.extraTimes.map(({ length }) => length ?? 0)
  const longest = [Math.abs(draft.length), shift, ...periods].reduce((one, other) => Math.max(one, other))
  return [from - longest - farthestOffset, until + longest + farthestOffset]
}

function startsOf(draft: Draft, near: Interval, effort: Effort): Start[] | 'too-dense' {
  const walls = new Map<WallMs, Start>()
  const add = (wall: WallMs, length?: number) => {
    if (wall >= near[0] && wall < near[1]) walls.set(wall, { wall, length })
  }
  // It happens once in any case, also where its own rule does not have it (RFC 5545 §3.8.5.3).
  add(draft.start.wall)
  for (const rule of draft.rules) {
    const found = occurrencesOfRule(draft, rule, near, effort)
    if (found === 'too-dense') return found
    for (const wall of found) add(wall)
  }
  for (const { start, length } of draft.extraTimes) {
    if (start.wall >= near[0] - farthestOffset && start.wall < near[1] + farthestOffset)
      add(onClockOf(draft, start), length)
  }
  for (const rule of draft.exceptionRules) {
    const found = occurrencesOfRule(draft, rule, near, effort)
    if (found !== 'too-dense') for (const wall of found) walls.delete(wall)
  }
  return [...walls.values()]
}

function occurrencesOfRule(
  { start }: Draft,
  rule: RecurrenceRule,
  near: Interval,
  effort: Effort,
): WallMs[] | 'too-dense' {
  const span = { from: near[0], until: Math.min(near[1], endOfRule(rule, start)), isAllDay: start.isDate }
  const found = occurrencesOf(rule, start.wall, span, effort)
  const last = rule.until?.form === 'utc' && !start.isDate ? rule.until.at : undefined
  // Both times of a clock set back have one wall time; the instant tells which of them is past the end.
  if (last === undefined || found === 'too-dense') return found
  return found.filter((wall) => wall <= last - farthestOffset || start.clock.toInstant(wall) <= last)
}

/** The first wall time that is past the rule's end; up to a day later where the zone decides. */
function endOfRule({ until }: RecurrenceRule, start: CalendarTime): WallMs {
  if (!until) return Number.POSITIVE_INFINITY
  if (!start.isDate) return until.form === 'utc' ? until.at + farthestOffset : until.at + 1
  // Of an instant some write the date in UTC, others the one in the zone; the later of the two is the last.
  const last = until.form === 'utc' ? Math.max(until.at, start.clock.toWall(until.at)) : until.at
  return (Math.floor(last / DAY) + 1) * DAY
}

/** A time of another form as a start of this event: in its zone, and for a date at its time of day. */
function onClockOf({ start }: Draft, time: CalendarTime): WallMs {
  if (start.isDate) return Math.floor(time.wall / DAY) * DAY
  if (time.isDate) return time.wall + (start.wall - Math.floor(start.wall / DAY) * DAY)
  return time.clock === start.clock ? time.wall : start.clock.toWall(time.clock.toInstant(time.wall))
}

/** Whether a start is taken out, or told of by an event of its own. A date means whatever starts on it. */
function exceptionTest(draft: Draft, changes: Changes, near: Interval): (wall: WallMs) => boolean {
  const { start } = draft
  const isNear = ({ wall }: CalendarTime) =>
    wall >= near[0] - farthestOffset && wall < near[1] + farthestOffset
  const own = startsNamed(draft.exceptions.filter(isNear))
  const days = [own, changes].map((named) => (start.isDate ? named.days : named.datedDays))
  const instants = start.isDate ? [] : [own.instants, changes.instants]
  if ([...days, ...instants].every(({ size }) => size === 0)) return () => false
  return (wall) =>
    days.some((one) => one.has(dayOf(wall))) || instants.some((one) => one.has(start.clock.toInstant(wall)))
}

function instance(draft: Draft, wall: WallMs, repeats: boolean, length?: number): ReadEvent {
  const { uid, busy, isDeclined, guests, title, place, mark, start } = draft
  const startsAt = instantOf({ ...start, wall })
  const endsAt = length === undefined ? endOf(draft, wall, startsAt) : startsAt + length
  return {
    uid,
    // What ends before it starts takes the time between the two.
    startsAt: Math.min(startsAt, endsAt),
    endsAt: Math.max(startsAt, endsAt),
    isRepeated: repeats || draft.recurrenceId !== undefined,
    busy,
    isDeclined,
    guests,
    title,
    place,
    mark,
  }
}

function endOf({ start, end, duration, length }: Draft, wall: WallMs, startsAt: Instant): Instant {
  const { clock } = start
  if (start.isDate) {
    const days = Math.max(1, Math.ceil(length / DAY))
    return clock.startOfDay(wall + days * DAY)
  }
  // RFC 5545 §3.3.6: days are the calendar's, the rest passes.
  if (!end) return duration ? clock.toInstant(wall + duration.days * DAY) + duration.rest : startsAt
  if (end.clock !== clock) return startsAt + bounded(instantOf(end) - instantOf(start))
  if (length < 0) return startsAt + bounded(length)
  // By the standard an instance lasts as long as the first; calendars show the end on the clock. The later one is safe.
  return Math.max(startsAt + length, clock.toInstant(wall + length))
}

/** An end that is before its start by a day or more is no end. */
function bounded(length: number): number {
  return length > -DAY ? length : 0
}

function wholeReach(draft: Draft, [from, until]: Interval): ReadEvent {
  const { clock, wall } = draft.start
  const first = wall > from - farthestOffset ? clock.toInstant(wall) : from
  const ends = draft.rules.map(({ until: end }) => end?.at ?? Number.POSITIVE_INFINITY)
  const last = Math.min(until, Math.max(...ends) + farthestOffset)
  return { ...instance(draft, Math.max(wall, from), true), startsAt: Math.max(first, from), endsAt: last }
}

function* touching(window: Interval, event: ReadEvent): Generator<ReadEvent> {
  const { startsAt, endsAt } = event
  const isMoment = startsAt === endsAt && window[0] <= startsAt && startsAt < window[1]
  if (isMoment || overlaps([startsAt, endsAt], window)) yield event
}
