import { DAY, HOUR, MINUTE, SECOND } from '#time/instant.ts'
import { type CivilDate, civilDate, daysInMonth, daysInYear, setDay } from '#time/civil-date.ts'

import { dayTest, weekStartOf } from './recurrence-days.ts'
import { isFinerThanDay, type RecurrenceRule } from './recurrence-rule.ts'

/** Milliseconds on a clock, as if it were UTC. */
export type WallMs = number

/** Which occurrences are asked for: `from` belongs to them, `until` does not. `isAllDay` leaves times of day out. */
export type Span = { from: WallMs; until: WallMs; isAllDay: boolean }

/** How much may be looked at and found before a rule is too dense to be followed; shared by all rules of a calendar. */
export type Effort = { steps: number; found: number }

/** What one rule may take of it. */
export const mostOfOneRule: Readonly<Effort> = { steps: 300_000, found: 10_000 }

/*
 * The days of the span are walked, and each is asked whether the rule has it; what lies before the span is never looked at,
 * except where COUNT or BYSETPOS need it. So an old event costs what a new one costs, and a rule of any shape ends.
 */
type Plan = {
  rule: RecurrenceRule
  start: WallMs
  startDay: number
  hasDay: (date: CivilDate) => boolean
  /** Times of day, ascending; for rules finer than a day they depend on the day. */
  timesOf: (day: number) => readonly number[]
  /** For rules of weeks, months and years with BYSETPOS: the days that are chosen from together. */
  periodOf: ((date: CivilDate) => readonly [firstDay: number, endDay: number]) | undefined
}

/**
 * The occurrences of a rule that begins at `start`, ascending, each once. UNTIL is not looked at: `until` of the span stands
 * for it. The start itself is among them only if the rule has it. `too-dense` when more effort would be needed than is left.
 */
export function occurrencesOf(
  rule: RecurrenceRule,
  start: WallMs,
  span: Span,
  effort: Effort,
): WallMs[] | 'too-dense' {
  if (!span.isAllDay && !rule.positions && timesInDay(rule) > mostOfOneRule.found) return 'too-dense'
  const own = {
    steps: Math.min(mostOfOneRule.steps, effort.steps),
    found: Math.min(mostOfOneRule.found, effort.found),
  }
  const given = { ...own }
  const found = walk(planOf(rule, start, span.isAllDay, own), span, own)
  effort.steps -= given.steps - own.steps
  effort.found -= found?.length ?? 0
  return found ?? 'too-dense'
}

function walk(plan: Plan, span: Span, effort: Effort): WallMs[] | undefined {
  const { rule, start, startDay } = plan
  const found: WallMs[] = []
  let left = rule.count ?? Number.POSITIVE_INFINITY
  const firstDay = rule.count === undefined ? Math.max(startDay, Math.floor(span.from / DAY)) : startDay
  const endDay = Math.ceil(span.until / DAY)
  const { frequency, interval } = rule
  // Only a plain rule of days may step over those between.
  const stride = frequency === 'daily' ? interval : 1
  let day =
    frequency === 'daily' ? firstDay + (stride - ((firstDay - startDay) % stride || stride)) : firstDay
  for (const date = civilDate(day); day < endDay && left > 0; day += stride, setDay(date, day)) {
    if (--effort.steps < 0) return undefined
    if (!plan.hasDay(date)) continue
    const times = plan.periodOf ? chosenTimes(plan, date, effort) : plan.timesOf(day)
    if (!times || (effort.steps -= times.length >> 3) < 0) return undefined
    const firstAt = day * DAY
    // Days before the span only count.
    if (firstAt + DAY <= span.from && day > startDay) {
      left -= times.length
      continue
    }
    for (const time of times) {
      const at = firstAt + time
      if (at < start) continue
      if (at >= span.until || --left < 0) break
      if (at < span.from) continue
      if (found.push(at) > effort.found) return undefined
    }
  }
  return found
}

function planOf(rule: RecurrenceRule, start: WallMs, isAllDay: boolean, effort: Effort): Plan {
  const startDay = Math.floor(start / DAY)
  const plan = { rule, start, startDay, hasDay: dayTest(rule, startDay), periodOf: undefined }
  const isFine = isFinerThanDay(rule)
  if (isAllDay) return { ...plan, timesOf: () => [0], periodOf: positionPeriod(rule) }
  if (isFine) return { ...plan, timesOf: fineTimes(rule, start, effort) }
  const times = timesOfDay(rule, start - startDay * DAY)
  const chosen = rule.frequency === 'daily' ? choose(rule.positions, times) : times
  return { ...plan, timesOf: () => chosen, periodOf: positionPeriod(rule) }
}

/** How many times of day a rule of days or longer has. */
function timesInDay({ hours, minutes, seconds, ...rule }: RecurrenceRule): number {
  if (isFinerThanDay(rule)) return 0
  return (hours?.length ?? 1) * (minutes?.length ?? 1) * (seconds?.length ?? 1)
}

// — Which times of day

/** All combinations of hours, minutes and seconds of a rule of days or longer; what it leaves open is the start's. */
function timesOfDay({ hours, minutes, seconds }: RecurrenceRule, start: number): number[] {
  const hour = Math.floor(start / HOUR)
  const minute = Math.floor((start % HOUR) / MINUTE)
  const second = Math.floor((start % MINUTE) / SECOND)
  const inHour = (minutes ?? [minute]).flatMap((one) =>
    (seconds ?? [second]).map((other) => one * MINUTE + other * SECOND),
  )
  return (hours ?? [hour]).flatMap((one) => inHour.map((rest) => one * HOUR + rest))
}

const everyHour = Array.from({ length: 24 }, (_, value) => value)
const everySixtieth = Array.from({ length: 60 }, (_, value) => value)

/** The times of one day of a rule of hours, minutes or seconds, no more of them than the effort allows. */
function fineTimes(rule: RecurrenceRule, start: WallMs, effort: Effort): (day: number) => number[] {
  const { frequency, interval, positions } = rule
  const unit = frequency === 'hourly' ? HOUR : frequency === 'minutely' ? MINUTE : SECOND
  const first = Math.floor(start / unit)
  const isDue = (at: number) => interval === 1 || (Math.floor(at / unit) - first) % interval === 0
  const hours = rule.hours ?? everyHour
  const minutes = rule.minutes ?? (unit === HOUR ? [Math.floor((start % HOUR) / MINUTE)] : everySixtieth)
  const seconds = rule.seconds ?? (unit === SECOND ? everySixtieth : [Math.floor((start % MINUTE) / SECOND)])
  const inMinute = seconds.map((second) => second * SECOND)
  const inHour = minutes.flatMap((minute) => inMinute.map((rest) => minute * MINUTE + rest))
  // What is chosen from is the same in every hour, and in every minute.
  const chosenInHour = unit === HOUR ? choose(positions, inHour) : inHour
  const chosenInMinute = unit === MINUTE ? choose(positions, inMinute) : inMinute
  return (day) => {
    const times: number[] = []
    for (const hour of hours) {
      const atHour = hour * HOUR
      if (unit === HOUR) {
        effort.steps -= 1
        if (!isDue(day * DAY + atHour)) continue
        effort.steps -= chosenInHour.length
        if (effort.steps < 0 || times.length > mostOfOneRule.found) return times
        for (const rest of chosenInHour) times.push(atHour + rest)
        continue
      }
      for (const minute of minutes) {
        const atMinute = atHour + minute * MINUTE
        effort.steps -= 1
        if (effort.steps < 0 || times.length > mostOfOneRule.found) return times
        if (unit === MINUTE) {
          effort.steps -= chosenInMinute.length
          if (isDue(day * DAY + atMinute)) for (const rest of chosenInMinute) times.push(atMinute + rest)
          continue
        }
        effort.steps -= chosenInMinute.length
        for (const rest of chosenInMinute) if (isDue(day * DAY + atMinute + rest)) times.push(atMinute + rest)
      }
    }
    return times
  }
}

// — BYSETPOS

/** Those at the positions, 1 the first and -1 the last; all of them where there are no positions. */
function choose(positions: readonly number[] | undefined, from: readonly number[]): readonly number[] {
  if (!positions) return from
  const places = positions.map((position) => (position > 0 ? position - 1 : from.length + position))
  const chosen = [...new Set(places)].sort((one, other) => one - other).map((place) => from[place])
  return chosen.filter((value) => value !== undefined)
}

function positionPeriod(rule: RecurrenceRule): Plan['periodOf'] {
  if (!rule.positions) return undefined
  if (rule.frequency === 'weekly') {
    return ({ day }) => {
      const first = weekStartOf(day, rule.weekStart)
      return [first, first + 7]
    }
  }
  if (rule.frequency === 'monthly')
    return ({ day, monthDay, year, month }) => [
      day - monthDay + 1,
      day - monthDay + 1 + daysInMonth(year, month),
    ]
  if (rule.frequency === 'yearly')
    return ({ day, yearDay, year }) => [day - yearDay + 1, day - yearDay + 1 + daysInYear(year)]
  return undefined
}

/** What was chosen in the period that was looked at last. */
type Period = { first: number; times: ReadonlyMap<number, readonly number[]> }
const periods = new WeakMap<Plan, Period>()
const none: readonly number[] = []

/** The times of this day that are chosen among all of its week, month or year; undefined when that takes too much. */
function chosenTimes(plan: Plan, date: CivilDate, effort: Effort): readonly number[] | undefined {
  const [first, end] = plan.periodOf?.(date) ?? [date.day, date.day + 1]
  const known = periods.get(plan)
  if (known?.first === first) return known.times.get(date.day) ?? none
  const positions = plan.rule.positions ?? []
  effort.steps -= end - first + positions.length
  const times = chooseInPeriod(plan, daysBetween(plan, first, end), positions)
  periods.set(plan, { first, times })
  return effort.steps < 0 ? undefined : (times.get(date.day) ?? none)
}

function daysBetween(plan: Plan, first: number, end: number): number[] {
  const days: number[] = []
  for (const one = civilDate(first); one.day < end; setDay(one, one.day + 1))
    if (plan.hasDay(one)) days.push(one.day)
  return days
}

/** Chosen by counting: all times of all days are never written down. */
function chooseInPeriod(
  { timesOf, startDay }: Plan,
  days: readonly number[],
  positions: readonly number[],
): Map<number, number[]> {
  const times = timesOf(startDay)
  const total = days.length * times.length
  const places = positions.map((position) => (position > 0 ? position - 1 : total + position))
  const chosen = new Map<number, number[]>()
  for (const place of [...new Set(places)].sort((one, other) => one - other)) {
    const [day, time] = [days[Math.floor(place / times.length)], times[place % times.length]]
    if (day === undefined || time === undefined) continue
    const others = chosen.get(day)
    if (others) others.push(time)
    else chosen.set(day, [time])
  }
  return chosen
}
