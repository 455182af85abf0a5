/**
 * A date of the proleptic Gregorian calendar in numbers. `day` counts from 1970-01-01, months and days from 1; the year may have
 * more than four digits, or be below zero.
 */
export type CivilDate = { day: number; year: number; month: number; monthDay: number; yearDay: number }

const monthLengths = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** The date of a day number. */
export function civilDate(day: number): CivilDate {
  const date = { day, year: 0, month: 0, monthDay: 0, yearDay: 0 }
  setDay(date, day)
  return date
}

/** Moves the date itself to another day, for whoever walks over thousands of them. The next one costs the least. */
export function setDay(date: CivilDate, day: number): void {
  // It is mostly of the same month.
  if (day === date.day + 1 && date.monthDay < 28) {
    date.day = day
    date.monthDay += 1
    date.yearDay += 1
    return
  }
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

/** How many days a month has; months count from 1. */
export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeap(year) ? 29 : (monthLengths[month] ?? 0)
}

/** 365 or 366. */
export function daysInYear(year: number): number {
  return isLeap(year) ? 366 : 365
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}
