import { DAY, HOUR, type Instant, MINUTE, SECOND, toIso } from '#time/instant.ts'
import { dayNumberOf, parseLocalDate } from '#time/wall-time.ts'
import { offsetAt, startOfDay, toInstantOfDay } from '#time/zone.ts'

import type { WallMs } from './recurrence.ts'

/** How wall times of a zone become instants: gaps move forward, of two equal times the earlier is meant (RFC 5545 §3.3.5). */
export type Clock = {
  toInstant(wall: WallMs): Instant
  toWall(at: Instant): WallMs
  /** The first instant of the day that begins with this wall time. */
  startOfDay(wall: WallMs): Instant
}

/** A DATE or DATE-TIME value: what the clock shows, and which clock. */
export type CalendarTime = { isDate: boolean; wall: WallMs; clock: Clock }

/** A DURATION (RFC 5545 §3.3.6): days are those of the calendar, the rest passes on the clock. */
export type CalendarDuration = { days: number; rest: number }

/** No clock is further from UTC: what is further from a window on its clock cannot touch it. */
export const farthestOffset = 2 * DAY

/** UTC, and whatever stands as many milliseconds before it. */
export function fixedClock(offset: number): Clock {
  return {
    toInstant: (wall) => wall - offset,
    toWall: (at) => at + offset,
    startOfDay: (wall) => wall - offset,
  }
}

export const utcClock = fixedClock(0)

/** The clock of an IANA zone. Throws a RangeError for another name, when it is first asked. */
export function zoneClock(zone: string): Clock {
  return {
    toInstant(wall) {
      const minute = Math.floor(wall / MINUTE)
      const day = Math.floor(minute / 1440)
      return toInstantOfDay(zone, day, minute - day * 1440) + (wall - minute * MINUTE)
    },
    toWall: (at) => at + offsetAt(zone, at),
    startOfDay: (wall) => startOfDay(zone, Math.floor(wall / DAY)),
  }
}

/** The instant of a time; a date means the start of its day. */
export function instantOf({ isDate, wall, clock }: CalendarTime): Instant {
  return isDate ? clock.startOfDay(wall) : clock.toInstant(wall)
}

/** What a DATE or DATE-TIME says, without its zone; undefined for anything else. */
export function parseTime(text: string): { isDate: boolean; isUtc: boolean; wall: WallMs } | undefined {
  const value = text.trim()
  // The two forms that nearly every value has are read without a pattern.
  const isDate = value.length === 8
  if (!isDate && (value.length < 15 || value.length > 16 || value[8]?.toUpperCase() !== 'T')) return undefined
  const isUtc = value.length === 16
  if (isUtc && value[15]?.toUpperCase() !== 'Z') return undefined
  const date = parseLocalDate(`${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6, 8)}`)
  if (date === undefined) return undefined
  const midnight = dayNumberOf(date) * DAY
  if (isDate) return { isDate, isUtc, wall: midnight }
  const [hour, minute, second] = [digits(value, 9), digits(value, 11), digits(value, 13)]
  // 24:00 and leap seconds are written by some.
  if (!(hour <= 24 && minute <= 59 && second <= 60)) return undefined
  return { isDate, isUtc, wall: midnight + hour * HOUR + minute * MINUTE + Math.min(second, 59) * SECOND }
}

/** The instant as a DATE-TIME in UTC, `20261103T150000Z` (RFC 5545 §3.3.5, form 2); what is less than a second is left out. */
export function writeUtc(at: Instant): string {
  return toIso(Math.floor(at / SECOND) * SECOND).replace(/[-:]/g, '')
}

/** A DURATION; undefined for anything else. One that goes back is none at all. */
export function parseDuration(text: string): CalendarDuration | undefined {
  const match =
    /^([+-])?P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,8})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?$/.exec(
      text.trim().toUpperCase(),
    )
  if (!match || match[0].endsWith('P') || match[0].endsWith('T')) return undefined
  const [, sign, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
  if (sign === '-') return { days: 0, rest: 0 }
  return {
    days: Number(weeks) * 7 + Number(days),
    rest: Number(hours) * HOUR + Number(minutes) * MINUTE + Number(seconds) * SECOND,
  }
}

/** A UTC-OFFSET (RFC 5545 §3.3.14) in milliseconds. */
export function parseOffset(text: string): number | undefined {
  const [, sign, hours, minutes, seconds = 0] = /^([+-])(\d\d):?(\d\d)(\d\d)?$/.exec(text.trim()) ?? []
  if (sign === undefined) return undefined
  const size = Number(hours) * HOUR + Number(minutes) * MINUTE + Number(seconds) * SECOND
  return size < DAY ? (sign === '-' ? -size : size) : undefined
}

function digits(text: string, at: number): number {
  const [one, other] = [text.charCodeAt(at) - 48, text.charCodeAt(at + 1) - 48]
  return one >= 0 && one <= 9 && other >= 0 && other <= 9 ? one * 10 + other : Number.NaN
}
