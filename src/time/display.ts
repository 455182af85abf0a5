import { DAY, HOUR, type Instant, MINUTE, SECOND } from './instant.ts'
import type { Interval } from './interval.ts'
import { countryCodesOf, offsetLabel } from './time-zones.ts'
import { dayNumberOf, type LocalDate, type WallTime } from './wall-time.ts'
import { dateAt, isRepeated, wallOf } from './zone.ts'

/** Who reads it: the zone they live in, a BCP 47 locale, and 12 or 24 hours; undefined leaves those to the locale. */
export type Reader = { timeZone: string; locale: string; hourCycle?: 12 | 24 | undefined }

/** What somebody chose for themselves: the zone they live in, and a clock; null for the one that is usual there. */
export type ClockChoice = { timeZone: string; hourCycle: 12 | 24 | null }

/** The year is said when asked for, or when it is not the year of `now`. */
export type YearChoice = { year?: boolean; now?: Instant }

/** What can be said of a date. */
export type DateParts = Pick<Intl.DateTimeFormatOptions, 'weekday' | 'day' | 'month' | 'year'>

/** A date as it stands, or an instant, which means the reader's date at it. */
export type DayLike = LocalDate | Instant

const formatters = new Map<string, Intl.DateTimeFormat>()
const mostFormatters = 400

/**
 * `15:00` or `3:00 PM`, with no space at which a line could break. Where clocks are set back and show the time twice, the offset
 * tells which: `01:30 UTC−4`.
 */
export function sayTime(at: Instant, reader: Reader): string {
  const time = sayClock(at, reader)
  return isRepeated(reader.timeZone, at) ? `${time}\u00a0${offsetLabel(reader.timeZone, at)}` : time
}

/** `15:00 – 15:30`, which breaks behind the dash if at all. It does not say the days; `sayDateTimeRange` does. */
export function sayTimeRange([start, end]: Interval, reader: Reader): string {
  return `${sayTime(start, reader)}\u00a0– ${sayTime(end, reader)}`
}

/** `Tue 3 Nov`, in the order of the locale. */
export function sayDay(day: DayLike, reader: Reader, choice: YearChoice = {}): string {
  return sayDate(day, reader, { weekday: 'short', day: 'numeric', month: 'short' }, choice)
}

/** `Tuesday 3 November`, in the order of the locale. */
export function sayDayLong(day: DayLike, reader: Reader, choice: YearChoice = {}): string {
  return sayDate(day, reader, { weekday: 'long', day: 'numeric', month: 'long' }, choice)
}

/** Parts of a date in the order of the locale, for where a whole one does not fit: `Tue`, `3 Nov`, `November`. */
export function sayParts(day: DayLike, reader: Reader, parts: DateParts): string {
  return plainSpaces(formatterFor(reader.locale, parts).format(dayNumberOf(dateOf(day, reader)) * DAY))
}

/** `09:00`, or `9 AM` and `9:30 AM`: a time of any day, as in weekly hours. The end of a day is `midnight`. */
export function sayWallTime(time: WallTime, hourCycle: 12 | 24): string {
  if (time === '24:00') return 'midnight'
  if (hourCycle === 24) return time
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  const minutes = minute === 0 ? '' : `:${String(minute).padStart(2, '0')}`
  return `${hour % 12 || 12}${minutes}\u00a0${hour < 12 ? 'AM' : 'PM'}`
}

/**
 * What clocks show where a zone is used, for readers of whom no more is known: 12 hours only where every country in it has them.
 */
export function hourCycleIn(timeZone: string): 12 | 24 {
  const codes = countryCodesOf(timeZone)
  return codes.length > 0 && codes.every((code) => hourCycleOf(spokenIn(code)) === 12) ? 12 : 24
}

/**
 * Somebody of whom no more is known than what they chose, as by the writer of a mail: it is in English, and their zone says what
 * clocks they read where they chose none (docs/decisions/0040).
 */
export function readerBy({ timeZone, hourCycle }: ClockChoice): Reader {
  return { timeZone, locale: 'en-GB', hourCycle: clockOf({ timeZone, hourCycle }) }
}

/** What clocks show for somebody: as they chose, else as is usual in their zone. */
export function clockOf({ timeZone, hourCycle }: ClockChoice): 12 | 24 {
  return hourCycle ?? hourCycleIn(timeZone)
}

// In the language most people speak there: `BR` → `pt-BR`.
function spokenIn(code: string): string {
  return `${new Intl.Locale(`und-${code}`).maximize().language}-${code}`
}

/** What the clocks of a region show (CLDR). */
export function hourCycleOf(locale: string): 12 | 24 {
  return formatterFor(locale, { hour: 'numeric' }).resolvedOptions().hour12 ? 12 : 24
}

/** `yesterday`, `today` or `tomorrow` in the locale's language, otherwise as `sayDay`, with the year if it is another. */
export function sayRelativeDay(day: DayLike, now: Instant, reader: Reader): string {
  const away = dayNumberOf(dateOf(day, reader)) - dayNumberOf(dateAt(reader.timeZone, now))
  if (Math.abs(away) > 1) return sayDay(day, reader, { now })
  return new Intl.RelativeTimeFormat(reader.locale, { numeric: 'auto' }).format(away, 'day')
}

/** `Tue 3 Nov, 15:00 – 15:30`; both days are said when it ends on another, except at its midnight. */
export function sayDateTimeRange(interval: Interval, reader: Reader, choice: YearChoice = {}): string {
  const [start, end] = interval
  const day = sayDay(start, reader, choice)
  // Midnight still belongs to the evening before.
  if (dateAt(reader.timeZone, Math.max(start, end - MINUTE)) === dateAt(reader.timeZone, start)) {
    return `${day}, ${sayTimeRange(interval, reader)}`
  }
  return `${day}, ${sayTime(start, reader)}\u00a0– ${sayDay(end, reader, choice)}, ${sayTime(end, reader)}`
}

/** `30 min`, `1 h`, `1 h 30 min`. */
export function sayDuration(minutes: number): string {
  const hours = Math.floor(minutes / 60)
  const rest = minutes - hours * 60
  if (hours === 0) return `${rest} min`
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`
}

/** `3 days 2 h`, `2 h 5 min`, `5 min`, `40 s`: how long still, in milliseconds, by the two largest units. */
export function sayUntil(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.ceil(ms / SECOND))} s`
  const days = Math.floor(ms / DAY)
  const hours = Math.floor((ms % DAY) / HOUR)
  const minutes = Math.floor((ms % HOUR) / MINUTE)
  const parts = [
    days > 0 && (days === 1 ? '1 day' : `${days} days`),
    hours > 0 && `${hours} h`,
    minutes > 0 && `${minutes} min`,
  ]
  return parts.filter(Boolean).slice(0, 2).join(' ')
}

/*
 * Zones are resolved by `zone.ts` alone; Intl is given wall times as if they were UTC. So a formatter serves every zone, and
 * what is said never differs from what is computed.
 */
function sayClock(at: Instant, { timeZone, locale, hourCycle }: Reader): string {
  const { dayNumber, minutes } = wallOf(timeZone, at)
  const hours = hourCycle ?? hourCycleOf(locale)
  const options: Intl.DateTimeFormatOptions =
    hours === 12
      ? { hour: 'numeric', minute: '2-digit', hour12: true }
      : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
  const time = plainSpaces(formatterFor(locale, options).format(dayNumber * DAY + minutes * MINUTE), '\u00a0')
  // English writes them either way, by region and version; we write one, in mails as on pages.
  return hours === 12 && locale.startsWith('en') ? time.replace(/[ap]m$/, (half) => half.toUpperCase()) : time
}

function sayDate(day: DayLike, reader: Reader, parts: DateParts, choice: YearChoice): string {
  const date = dateOf(day, reader)
  const otherYear = choice.now !== undefined && yearOf(dateAt(reader.timeZone, choice.now)) !== yearOf(date)
  return sayParts(date, reader, (choice.year ?? otherYear) ? { ...parts, year: 'numeric' } : parts)
}

function dateOf(day: DayLike, reader: Reader): LocalDate {
  return typeof day === 'number' ? dateAt(reader.timeZone, day) : day
}

function yearOf(date: LocalDate): string {
  return date.slice(0, 4)
}

function formatterFor(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`
  const known = formatters.get(key)
  if (known) return known
  // Locales come from outside: their number is bounded here, not by them.
  if (formatters.size >= mostFormatters) formatters.clear()
  const made = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' })
  formatters.set(key, made)
  return made
}

/** Intl puts spaces of several kinds between time and AM, by version and locale; one kind is enough. */
function plainSpaces(text: string, space = ' '): string {
  return text.replaceAll(/[ \u00a0\u202f\u2009]/g, space)
}
