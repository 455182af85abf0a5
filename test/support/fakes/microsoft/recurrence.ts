import { badRequest } from './graph-error.ts'
import { addDays } from './wall.ts'

export type Pattern = {
  type: 'daily' | 'weekly' | 'absoluteMonthly' | 'relativeMonthly' | 'absoluteYearly' | 'relativeYearly'
  interval: number
  month?: number
  dayOfMonth?: number
  daysOfWeek?: string[]
  firstDayOfWeek?: string
  index?: 'first' | 'second' | 'third' | 'fourth' | 'last'
}

export type Range = {
  type: 'endDate' | 'noEnd' | 'numbered'
  startDate: string
  endDate?: string
  numberOfOccurrences?: number
  recurrenceTimeZone?: string
}

/** A recurrence as Graph describes it (patternedRecurrence). */
export type Recurrence = { pattern: Pattern; range: Range }

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
const indexes = ['first', 'second', 'third', 'fourth']

/** The dates on which the recurrence falls, up to and with `last`, in order, at most 2,000 of them. */
export function datesOf({ pattern, range }: Recurrence, last: string): string[] {
  const dates: string[] = []
  const limit = range.type === 'numbered' ? (range.numberOfOccurrences ?? 0) : 2_000
  const end = range.type === 'endDate' && range.endDate && range.endDate < last ? range.endDate : last
  for (let period = 0; dates.length < limit && period < 4_000; period++) {
    const found = datesOfPeriod(pattern, range.startDate, period)
    if (found.firstDay > end) break
    for (const date of found.dates)
      if (date >= range.startDate && date <= end && dates.length < limit) dates.push(date)
  }
  return dates
}

/** Refuses what a pattern of its type lacks. */
export function checkRecurrence({ pattern, range }: Partial<Recurrence>): void {
  if (!pattern?.type || !range?.type || !range.startDate) throw incomplete('type and startDate')
  if (!(pattern.interval >= 1)) throw incomplete('interval')
  const needsDays = ['weekly', 'relativeMonthly', 'relativeYearly'].includes(pattern.type)
  if (needsDays && !pattern.daysOfWeek?.length) throw incomplete('daysOfWeek')
  if (pattern.type.startsWith('absolute') && !pattern.dayOfMonth) throw incomplete('dayOfMonth')
  if (pattern.type.endsWith('Yearly') && !pattern.month) throw incomplete('month')
  if (range.type === 'endDate' && !range.endDate) throw incomplete('endDate')
  if (range.type === 'numbered' && !range.numberOfOccurrences) throw incomplete('numberOfOccurrences')
}

function incomplete(what: string) {
  return badRequest(`The recurrence lacks ${what}.`, 'ErrorInvalidRecurrence')
}

function datesOfPeriod(
  pattern: Pattern,
  start: string,
  period: number,
): { firstDay: string; dates: string[] } {
  const step = period * pattern.interval
  switch (pattern.type) {
    case 'daily':
      return oneDay(addDays(start, step))
    case 'weekly': {
      const firstDay = addDays(weekOf(start, pattern.firstDayOfWeek ?? 'sunday'), step * 7)
      const days = Array.from({ length: 7 }, (_, day) => addDays(firstDay, day))
      return { firstDay, dates: days.filter((day) => isOn(pattern, day)) }
    }
    case 'absoluteMonthly':
    case 'relativeMonthly':
      return inMonth(pattern, Temporal.PlainDate.from(start).with({ day: 1 }).add({ months: step }))
    default:
      return inMonth(
        pattern,
        Temporal.PlainDate.from(start)
          .with({ day: 1, month: pattern.month ?? 1 })
          .add({ years: step }),
      )
  }
}

function oneDay(date: string) {
  return { firstDay: date, dates: [date] }
}

function inMonth(pattern: Pattern, first: Temporal.PlainDate): { firstDay: string; dates: string[] } {
  const days = Array.from({ length: first.daysInMonth }, (_, day) => first.add({ days: day }).toString())
  return { firstDay: first.toString(), dates: pickDays(pattern, days) }
}

/** Exchange moves the 31st of a short month to its last day. */
function pickDays(pattern: Pattern, days: string[]): string[] {
  if (pattern.type.startsWith('absolute'))
    return days.slice(Math.min(pattern.dayOfMonth ?? 1, days.length) - 1).slice(0, 1)
  const fitting = days.filter((day) => isOn(pattern, day))
  if (pattern.index === 'last') return fitting.slice(-1)
  const position = indexes.indexOf(pattern.index ?? 'first')
  return fitting.slice(position, position + 1)
}

function isOn({ daysOfWeek = [] }: Pattern, date: string): boolean {
  return daysOfWeek.includes(weekdays[Temporal.PlainDate.from(date).dayOfWeek - 1] ?? '')
}

function weekOf(date: string, firstDayOfWeek: string): string {
  const first = weekdays.indexOf(firstDayOfWeek)
  const day = Temporal.PlainDate.from(date).dayOfWeek - 1
  return addDays(date, -((day - first + 7) % 7))
}
