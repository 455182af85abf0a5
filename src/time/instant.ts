import { dateOfDay, dayNumberOf, parseLocalDate } from './wall-time.ts'

/** Milliseconds since 1970-01-01T00:00Z, without leap seconds. */
export type Instant = number

export const SECOND = 1_000
export const MINUTE = 60_000
export const HOUR = 3_600_000
export const DAY = 86_400_000

const shape = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:Z|([+-])(\d\d):(\d\d))$/
const minuteTexts = Array.from(
  { length: 1440 },
  (_, minute) => `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`,
)

/**
 * The instant of an ISO 8601 text with `Z` or an offset (`2026-11-03T15:00:00Z`, `2026-11-03T15:00+01:00`), undefined for
 * anything else. Dates must exist, hours end at 23:59:59; digits below the millisecond are dropped.
 */
export function parseInstant(text: string): Instant | undefined {
  const match = shape.exec(text)
  if (!match) return undefined
  const [, dateText = '', hour, minute, second = 0, fraction = '', sign, offsetHour = 0, offsetMinute = 0] =
    match
  const date = parseLocalDate(dateText)
  if (date === undefined || isTooLate(hour, minute, second) || isTooLate(offsetHour, offsetMinute, 0))
    return undefined
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'))
  const offset = (sign === '-' ? -1 : 1) * (Number(offsetHour) * HOUR + Number(offsetMinute) * MINUTE)
  const time = Number(hour) * HOUR + Number(minute) * MINUTE + Number(second) * SECOND + milliseconds
  return dayNumberOf(date) * DAY + time - offset
}

/** The instant of a text that a schema has taken, or that we wrote ourselves. Throws for what is none. */
export function instantOf(text: string): Instant {
  const at = parseInstant(text)
  if (at === undefined) throw new Error(`${text} is not an instant.`)
  return at
}

/** The instant as `YYYY-MM-DDTHH:MM:SSZ`; milliseconds are written only when there are any. For the years 0000 to 9999. */
export function toIso(at: Instant): string {
  const day = Math.floor(at / DAY)
  const inDay = at - day * DAY
  const minute = Math.floor(inDay / MINUTE)
  const rest = inDay - minute * MINUTE
  return `${dateOfDay(day)}T${minuteTexts[minute]}:${rest === 0 ? '00' : secondsText(rest)}Z`
}

/** The same of what may be none. */
export function isoOrNull(at: Instant | null | undefined): string | null {
  return at === undefined || at === null ? null : toIso(at)
}

function secondsText(milliseconds: number): string {
  const second = Math.floor(milliseconds / SECOND)
  const rest = milliseconds - second * SECOND
  return rest === 0 ? pad(second) : `${pad(second)}.${String(rest).padStart(3, '0')}`
}

function isTooLate(hour: unknown, minute: unknown, second: unknown): boolean {
  return Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}
