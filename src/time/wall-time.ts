import { civilDate } from './civil-date.ts'

/** A date of the calendar, `YYYY-MM-DD`, without a zone. Texts of this type have been checked by `parseLocalDate`. */
export type LocalDate = string

/** A time on the clock, `HH:MM`; `24:00` may stand as an end. Texts of this type have been checked by `parseWallTime`. */
export type WallTime = string

/** ISO 8601: 1 is Monday, 7 is Sunday. */
export type WeekdayNumber = 1 | 2 | 3 | 4 | 5 | 6 | 7

/** The last day that can be written with four digits of a year. */
export const lastDayNumber = 2_932_896
const firstDayNumber = -719_528

// The date that was written last: conversions come in runs of the same day.
let lastWritten = Number.NaN
let lastText = ''

const twoDigits = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0'))

const dateShape = /^\d{4}-\d\d-\d\d$/
const wallTimeShape = /^(?:[01]\d|2[0-3]):[0-5]\d$/

/** The text itself when it is a date that exists, written `YYYY-MM-DD`. */
export function parseLocalDate(text: string): LocalDate | undefined {
  if (!dateShape.test(text)) return undefined
  const day = dayNumberOf(text)
  return day >= firstDayNumber && day <= lastDayNumber && dateOfDay(day) === text ? text : undefined
}

/** The text itself when it is `00:00` to `23:59`, or `24:00`, which only an end may be. */
export function parseWallTime(text: string): WallTime | undefined {
  return wallTimeShape.test(text) || text === '24:00' ? text : undefined
}

/** Minutes since midnight on the clock, 0 to 1440. */
export function minutesOf(time: WallTime): number {
  return digitsAt(time, 0) * 60 + digitsAt(time, 3)
}

/** The reverse of `minutesOf`. */
export function wallTimeOf(minutes: number): WallTime {
  return `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar. */
export function dayNumberOf(date: LocalDate): number {
  const month = digitsAt(date, 5)
  // The year begins in March here, so that the leap day is its last.
  const year = digitsAt(date, 0) * 100 + digitsAt(date, 2) - (month <= 2 ? 1 : 0)
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + digitsAt(date, 8) - 1
  const leapDays = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400)
  return year * 365 + leapDays + dayOfYear - 719_468
}

/** The date of a day number. Throws a RangeError outside the years 0000 to 9999. */
export function dateOfDay(dayNumber: number): LocalDate {
  if (!(dayNumber >= firstDayNumber && dayNumber <= lastDayNumber)) {
    throw new RangeError(`Day ${dayNumber} has no date with a year of four digits.`)
  }
  if (dayNumber !== lastWritten) {
    lastText = writeDate(dayNumber)
    lastWritten = dayNumber
  }
  return lastText
}

/** The date so many days later, or earlier when negative. */
export function addDays(date: LocalDate, days: number): LocalDate {
  return dateOfDay(dayNumberOf(date) + days)
}

/** Days from one date to another; negative when the other is earlier. */
export function daysFrom(date: LocalDate, other: LocalDate): number {
  return dayNumberOf(other) - dayNumberOf(date)
}

/** 1 (Monday) to 7 (Sunday). */
export function weekdayOf(date: LocalDate): WeekdayNumber {
  return weekdayOfDay(dayNumberOf(date))
}

/** As `weekdayOf`, for a day number. Day 0 was a Thursday. */
export function weekdayOfDay(dayNumber: number): WeekdayNumber {
  return (((((dayNumber + 3) % 7) + 7) % 7) + 1) as WeekdayNumber
}

function writeDate(dayNumber: number): LocalDate {
  const { year, month, monthDay } = civilDate(dayNumber)
  return `${pad(Math.floor(year / 100))}${pad(year % 100)}-${pad(month)}-${pad(monthDay)}`
}

function digitsAt(text: string, index: number): number {
  return (text.charCodeAt(index) - 48) * 10 + text.charCodeAt(index + 1) - 48
}

function pad(value: number): string {
  return twoDigits[value] ?? ''
}
