import { GoogleError, invalid } from './errors.ts'
import type { Json, JsonObject } from './contract.ts'
import { isObject } from './contract.ts'

/** A start or end: an instant (ms) with the zone it was meant in, or a date without time. */
export type When = { at: number; zone: string } | { date: string }

const day = 86_400_000

/** Reads `{dateTime, timeZone}` or `{date}`. Without an offset the zone decides, compatibly in gaps and overlaps. */
export function readWhen(value: Json | undefined, calendarZone: string, name: 'start' | 'end'): When {
  if (!isObject(value)) throw new GoogleError(400, 'required', `Missing ${name} time.`)
  const { date, dateTime, timeZone } = value
  if (typeof timeZone === 'string' && !isZone(timeZone)) throw invalid('Invalid time zone.')
  if (typeof date === 'string' && typeof dateTime === 'string')
    throw invalid(`Invalid ${name} time: date and dateTime.`)
  if (typeof date === 'string') return { date }
  if (typeof dateTime !== 'string') throw new GoogleError(400, 'required', `Missing ${name} time.`)
  const zone = typeof timeZone === 'string' ? timeZone : calendarZone
  if (/(?:Z|[+-]\d\d:\d\d)$/i.test(dateTime)) return { at: wholeSecond(Date.parse(dateTime)), zone }
  if (typeof timeZone !== 'string')
    throw new GoogleError(400, 'required', `Missing time zone definition for ${name} time.`)
  return { at: wholeSecond(instantOf(Temporal.PlainDateTime.from(dateTime), zone)), zone }
}

/** As the API writes it: with the offset that holds in the zone of the answer. */
export function writeWhen(when: When, answerZone: string): JsonObject {
  if ('date' in when) return { date: when.date }
  return { dateTime: timestamp(when.at, answerZone), timeZone: when.zone }
}

/** `2026-11-03T15:00:00Z` or with the offset of the zone: `2026-11-03T16:00:00+01:00`. */
export function timestamp(at: number, zone = 'UTC'): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(wholeSecond(at)).toZonedDateTimeISO(zone)
  const offset = zoned.offset === '+00:00' ? 'Z' : zoned.offset
  return `${zoned.toPlainDateTime().toString({ smallestUnit: 'second' })}${offset}`
}

/** `2026-11-03T15:00:00.000Z`, as in created and updated. */
export function exactTimestamp(at: number): string {
  return new Date(at).toISOString()
}

/** The instant at which it begins or ends; a date begins at midnight of the calendar's zone. */
export function instantAt(when: When, calendarZone: string): number {
  if ('at' in when) return when.at
  return Temporal.PlainDate.from(when.date).toZonedDateTime(calendarZone).epochMilliseconds
}

/** What the clock shows there, as if it were UTC (ms): what recurrences count in. */
export function wallOf(when: When): number {
  if ('date' in when) return Date.parse(`${when.date}T00:00:00Z`)
  const zoned = Temporal.Instant.fromEpochMilliseconds(when.at).toZonedDateTimeISO(when.zone)
  return when.at + zoned.offsetNanoseconds / 1e6
}

/** The other way: the same kind (date or time) and zone as `like`, at this wall time. */
export function whenAtWall(wall: number, like: When): When {
  const text = new Date(wall).toISOString().slice(0, 19)
  if ('date' in like) return { date: text.slice(0, 10) }
  return { at: instantOf(Temporal.PlainDateTime.from(text), like.zone), zone: like.zone }
}

/** The moment that much later; whole days for dates. */
export function later(when: When, milliseconds: number): When {
  if ('at' in when) return { ...when, at: when.at + milliseconds }
  return whenAtWall(wallOf(when) + Math.round(milliseconds / day) * day, when)
}

/** From start to end in ms; for dates in days of 24 hours. */
export function lengthOf(start: When, end: When): number {
  if ('at' in start && 'at' in end) return end.at - start.at
  return wallOf(end) - wallOf(start)
}

/** Whether this is a time zone of the IANA database. */
export function isZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name)
    return !/^[+-]/.test(name)
  } catch {
    return false
  }
}

function instantOf(wall: Temporal.PlainDateTime, zone: string): number {
  return wall.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds
}

function wholeSecond(at: number): number {
  return Math.floor(at / 1000) * 1000
}
