import { DAY, HOUR, MINUTE, SECOND } from '#time/instant.ts'
import { weekdayOfDay } from '#time/wall-time.ts'

import type { RecurrenceRule } from './recurrence-rule.ts'

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

type CivilDate = { day: number; year: number; month: number; monthDay: number; yearDay: number }

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
  for (const date = civil(day); day < endDay && left > 0; day += stride, advance(date, day)) {
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

function isFinerThanDay({ frequency }: Pick<RecurrenceRule, 'frequency'>): boolean {
  return frequency === 'hourly' || frequency === 'minutely' || frequency === 'secondly'
}

// — Which days

/** Whether the rule has a day: each part that is there is a limit, and what no part says is taken from the start. */
function dayTest(rule: RecurrenceRule, startDay: number): (date: CivilDate) => boolean {
  const tests = [periodTest(rule, startDay), ...partTests(rule, startDay)].filter(
    (test) => test !== undefined,
  )
  const [first = () => true, second, third, ...others] = tests
  if (!second) return first
  if (!third) return (date) => first(date) && second(date)
  return (date) => first(date) && second(date) && third(date) && others.every((test) => test(date))
}

type DayTest = (date: CivilDate) => boolean

function periodTest(rule: RecurrenceRule, startDay: number): DayTest | undefined {
  const { interval, frequency, weekStart } = rule
  if (interval === 1 || frequency === 'daily' || isFinerThanDay(rule)) return undefined
  const start = civil(startDay)
  if (frequency === 'weekly') {
    const firstWeek = weekStartOf(startDay, weekStart)
    return ({ day }) => ((weekStartOf(day, weekStart) - firstWeek) / 7) % interval === 0
  }
  if (frequency === 'monthly')
    return ({ year, month }) => ((year - start.year) * 12 + month - start.month) % interval === 0
  return ({ year }) => (year - start.year) % interval === 0
}

function partTests(rule: RecurrenceRule, startDay: number): (DayTest | undefined)[] {
  const { months, weeks, yearDays, monthDays } = withStart(rule, startDay)
  const { days } = withStart(rule, startDay)
  return [
    months && flagged(months, 12, ({ month }) => month),
    weeks && weekTest(weeks, rule.weekStart),
    yearDays && fromEitherEnd(yearDays, ({ yearDay, year }) => [yearDay, daysInYear(year)]),
    monthDays &&
      fromEitherEnd(monthDays, ({ monthDay, month, year }) => [monthDay, daysInMonth(year, month)]),
    days && weekdayTest(rule, days),
  ]
}

/** The rule with what it leaves open filled in from its start (RFC 5545 §3.3.10). */
function withStart(rule: RecurrenceRule, startDay: number): RecurrenceRule {
  const { frequency, weeks, yearDays, monthDays, days } = rule
  if (yearDays || monthDays || days) return rule
  const weekday = { weekday: weekdayOfDay(startDay), ordinal: 0 }
  const start = civil(startDay)
  if (frequency === 'weekly' || (frequency === 'yearly' && weeks)) return { ...rule, days: [weekday] }
  if (frequency === 'monthly') return { ...rule, monthDays: [start.monthDay] }
  if (frequency !== 'yearly') return rule
  return { ...rule, months: rule.months ?? [start.month], monthDays: [start.monthDay] }
}

function flagged(values: readonly number[], most: number, valueOf: (date: CivilDate) => number): DayTest {
  const flags = new Uint8Array(most + 1)
  for (const value of values) flags[value] = 1
  return (date) => flags[valueOf(date)] === 1
}

/** Numbers from the beginning, and below zero from the end: -1 is the last. */
function fromEitherEnd(
  values: readonly number[],
  placeOf: (date: CivilDate) => readonly [place: number, length: number],
): DayTest {
  const wanted = new Set(values)
  const hasEnd = values.some((value) => value < 0)
  return (date) => {
    const [place, length] = placeOf(date)
    return wanted.has(place) || (hasEnd && wanted.has(place - length - 1))
  }
}

function weekTest(weeks: readonly number[], weekStart: number): DayTest {
  const wanted = new Set(weeks)
  return ({ day }) => {
    const [week, length] = weekNumber(day, weekStart)
    return wanted.has(week) || wanted.has(week - length - 1)
  }
}

/** Ordinals count within the month, or within the year where a yearly rule names no months. */
function weekdayTest(rule: RecurrenceRule, days: NonNullable<RecurrenceRule['days']>): DayTest {
  const { frequency, months, weeks } = rule
  const counts = frequency === 'monthly' || (frequency === 'yearly' && !weeks)
  const inYear = frequency === 'yearly' && !months
  const every = new Uint8Array(8)
  const ordinals = new Set<number>()
  for (const { weekday, ordinal } of days) {
    if (ordinal === 0 || !counts) every[weekday] = 1
    else ordinals.add(ordinal * 8 + weekday)
  }
  return (date) => {
    const weekday = weekdayOfDay(date.day)
    if (every[weekday] === 1 || ordinals.size === 0) return every[weekday] === 1
    const place = inYear ? date.yearDay : date.monthDay
    const length = inYear ? daysInYear(date.year) : daysInMonth(date.year, date.month)
    return (
      ordinals.has(Math.ceil(place / 7) * 8 + weekday) ||
      ordinals.has(-Math.ceil((length - place + 1) / 7) * 8 + weekday)
    )
  }
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
  for (const one = civil(first); one.day < end; advance(one, one.day + 1))
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

// — The calendar

function weekStartOf(day: number, weekStart: number): number {
  return day - ((weekdayOfDay(day) - weekStart + 7) % 7)
}

/** The number of a day's week and how many weeks its year has: the first is the one with four days or more in January. */
function weekNumber(day: number, weekStart: number): readonly [week: number, weeks: number] {
  // The year that a week belongs to is that of its fourth day.
  const middle = weekStartOf(day, weekStart) + 3
  const { year, yearDay } = civil(middle)
  const length = daysInYear(year)
  const week = Math.ceil(yearDay / 7)
  const last = yearDay + Math.floor((length - yearDay) / 7) * 7
  return [week, Math.ceil(last / 7)]
}

const monthLengths = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeap(year) ? 29 : (monthLengths[month] ?? 0)
}

function daysInYear(year: number): number {
  return isLeap(year) ? 366 : 365
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

/** The date of a day number in the proleptic Gregorian calendar; the year may have more than four digits. */
function civil(day: number): CivilDate {
  const date = { day, year: 0, month: 0, monthDay: 0, yearDay: 0 }
  place(date, day)
  return date
}

/** Moves the date on to a day; the next one is mostly the next of the same month. */
function advance(date: CivilDate, day: number): void {
  if (day === date.day + 1 && date.monthDay < 28) {
    date.day = day
    date.monthDay += 1
    date.yearDay += 1
    return
  }
  place(date, day)
}

function place(date: CivilDate, day: number): void {
  const days = day + 719_468
  const era = Math.floor(days / 146_097)
  const dayOfEra = days - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  // The year begins in March here, so that the leap day is its last.
  const marchDay = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const march = Math.floor((5 * marchDay + 2) / 153)
  date.day = day
  date.month = march < 10 ? march + 3 : march - 9
  date.year = yearOfEra + era * 400 + (date.month <= 2 ? 1 : 0)
  date.monthDay = marchDay - Math.floor((153 * march + 2) / 5) + 1
  date.yearDay = march < 10 ? marchDay + 60 + (isLeap(date.year) ? 1 : 0) : marchDay - 305
}
