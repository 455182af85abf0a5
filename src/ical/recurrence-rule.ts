import { type WeekdayNumber, dayNumberOf, parseLocalDate } from '#time/wall-time.ts'
import { DAY, HOUR, MINUTE, SECOND } from '#time/instant.ts'

export type Frequency = 'yearly' | 'monthly' | 'weekly' | 'daily' | 'hourly' | 'minutely' | 'secondly'

/** `MO`, or `-1FR` with its ordinal; 0 is every one. */
export type RuleDay = { weekday: WeekdayNumber; ordinal: number }

/**
 * A recurrence rule (RFC 5545 §3.3.10). A list that is undefined limits nothing; an empty one lets nothing through.
 * Lists are ascending.
 */
export type RecurrenceRule = {
  frequency: Frequency
  interval: number
  count: number | undefined
  /** The last moment an occurrence may have, itself included. `date` counts to the end of that day. */
  until: RuleEnd | undefined
  weekStart: WeekdayNumber
  months: readonly number[] | undefined
  weeks: readonly number[] | undefined
  yearDays: readonly number[] | undefined
  monthDays: readonly number[] | undefined
  days: readonly RuleDay[] | undefined
  hours: readonly number[] | undefined
  minutes: readonly number[] | undefined
  seconds: readonly number[] | undefined
  positions: readonly number[] | undefined
}

/** `at` is an instant for `utc`, otherwise milliseconds on a clock as if it were UTC. */
export type RuleEnd = { form: 'utc' | 'wall' | 'date'; at: number }

const frequencies: readonly Frequency[] = [
  'yearly',
  'monthly',
  'weekly',
  'daily',
  'hourly',
  'minutely',
  'secondly',
]
const weekdays: Record<string, WeekdayNumber> = { MO: 1, TU: 2, WE: 3, TH: 4, FR: 5, SA: 6, SU: 7 }
const mostOften = 1_000_000_000
const longestRule = 16_384

/** Whether it repeats within a day. */
export function isFinerThanDay({ frequency }: Pick<RecurrenceRule, 'frequency'>): boolean {
  return frequency === 'hourly' || frequency === 'minutely' || frequency === 'secondly'
}

/** The rule of an RRULE or EXRULE value; undefined for what is none, or is counted in another calendar than ours (RFC 7529). */
export function parseRule(text: string): RecurrenceRule | undefined {
  if (text.length > longestRule) return undefined
  const parts = partsOf(text.toUpperCase())
  const frequency = frequencies.find((name) => name.toUpperCase() === parts.get('FREQ'))
  if (!frequency) return undefined
  const scale = parts.get('RSCALE')
  if (scale !== undefined && scale !== 'GREGORIAN') return undefined
  const until = parts.get('UNTIL')
  const end = until === undefined ? undefined : parseEnd(until)
  if (until !== undefined && !end) return undefined
  return {
    frequency,
    interval: Math.max(1, wholeNumber(parts.get('INTERVAL')) ?? 1),
    count: wholeNumber(parts.get('COUNT')),
    until: end,
    weekStart: weekdays[parts.get('WKST') ?? ''] ?? 1,
    months: numbers(parts.get('BYMONTH'), 1, 12, false),
    weeks: numbers(parts.get('BYWEEKNO'), 1, 53, true),
    yearDays: numbers(parts.get('BYYEARDAY'), 1, 366, true),
    monthDays: numbers(parts.get('BYMONTHDAY'), 1, 31, true),
    days: ruleDays(parts.get('BYDAY')),
    hours: numbers(parts.get('BYHOUR'), 0, 23, false),
    minutes: numbers(parts.get('BYMINUTE'), 0, 59, false),
    // A leap second is the last one that clocks here know.
    seconds: numbers(parts.get('BYSECOND')?.replaceAll(/\b60\b/g, '59'), 0, 59, false),
    positions: numbers(parts.get('BYSETPOS'), 1, 366, true),
  }
}

function partsOf(text: string): Map<string, string> {
  const parts = new Map<string, string>()
  for (const part of text.split(';')) {
    const [name = '', value = ''] = part.split('=')
    if (value.trim() !== '') parts.set(name.trim(), value.trim())
  }
  return parts
}

function parseEnd(text: string): RuleEnd | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?$/.exec(text)
  if (!match) return undefined
  const [, year, month, day, hour, minute, second, utc] = match
  const date = parseLocalDate(`${year}-${month}-${day}`)
  if (date === undefined) return undefined
  const midnight = dayNumberOf(date) * DAY
  if (hour === undefined) return { form: 'date', at: midnight + DAY - 1 }
  const at = midnight + Number(hour) * HOUR + Number(minute) * MINUTE + Number(second) * SECOND
  return { form: utc ? 'utc' : 'wall', at }
}

function wholeNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^\+?\d+$/.test(text)) return undefined
  return Math.min(Number(text), mostOften)
}

/** Those of the numbers that are within the bounds, ascending, each once; below zero they count from the end. */
function numbers(
  text: string | undefined,
  least: number,
  most: number,
  fromEnd: boolean,
): number[] | undefined {
  if (text === undefined) return undefined
  const found = text
    .split(',')
    .filter((part) => /^\s*[+-]?\d{1,4}\s*$/.test(part))
    .map(Number)
    .filter((value) => (value >= least && value <= most) || (fromEnd && -value >= least && -value <= most))
  return [...new Set(found)].sort((one, other) => one - other)
}

function ruleDays(text: string | undefined): RuleDay[] | undefined {
  if (text === undefined) return undefined
  return text.split(',').flatMap((part) => {
    const [, ordinal = '', name = ''] = /^\s*([+-]?\d{1,3})?([A-Z]{2})\s*$/.exec(part) ?? []
    const weekday = weekdays[name]
    return weekday ? [{ weekday, ordinal: Number(ordinal) }] : []
  })
}
