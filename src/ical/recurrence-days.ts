import { type CivilDate, civilDate, daysInMonth, daysInYear } from '#time/civil-date.ts'
import { weekdayOfDay } from '#time/wall-time.ts'

import { isFinerThanDay, type RecurrenceRule } from './recurrence-rule.ts'

export type DayTest = (date: CivilDate) => boolean

/**
 * Whether a rule that begins on `startDay` has a day (RFC 5545 §3.3.10): each part that is there is a limit, and what no part
 * says is taken from the start. COUNT, UNTIL and BYSETPOS are not looked at.
 */
export function dayTest(rule: RecurrenceRule, startDay: number): DayTest {
  const tests = [periodTest(rule, startDay), ...partTests(rule, startDay)].filter(
    (test) => test !== undefined,
  )
  const [first = () => true, second, third, ...others] = tests
  if (!second) return first
  if (!third) return (date) => first(date) && second(date)
  return (date) => first(date) && second(date) && third(date) && others.every((test) => test(date))
}

/** The day on which the week of a day begins; `weekStart` is 1 for Monday to 7 for Sunday. */
export function weekStartOf(day: number, weekStart: number): number {
  return day - ((weekdayOfDay(day) - weekStart + 7) % 7)
}

function periodTest(rule: RecurrenceRule, startDay: number): DayTest | undefined {
  const { interval, frequency, weekStart } = rule
  if (interval === 1 || frequency === 'daily' || isFinerThanDay(rule)) return undefined
  const start = civilDate(startDay)
  if (frequency === 'weekly') {
    const firstWeek = weekStartOf(startDay, weekStart)
    return ({ day }) => ((weekStartOf(day, weekStart) - firstWeek) / 7) % interval === 0
  }
  if (frequency === 'monthly')
    return ({ year, month }) => ((year - start.year) * 12 + month - start.month) % interval === 0
  return ({ year }) => (year - start.year) % interval === 0
}

function partTests(rule: RecurrenceRule, startDay: number): (DayTest | undefined)[] {
  const { months, weeks, yearDays, monthDays, days } = withStart(rule, startDay)
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
  const start = civilDate(startDay)
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

/** The number of a day's week and how many weeks its year has: the first is the one with four days or more in January. */
function weekNumber(day: number, weekStart: number): readonly [week: number, weeks: number] {
  // The year that a week belongs to is that of its fourth day.
  const middle = weekStartOf(day, weekStart) + 3
  const { year, yearDay } = civilDate(middle)
  const length = daysInYear(year)
  const week = Math.ceil(yearDay / 7)
  const last = yearDay + Math.floor((length - yearDay) / 7) * 7
  return [week, Math.ceil(last / 7)]
}
