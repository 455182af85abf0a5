import { describe, expect, test } from 'vitest'

import { civilDate, daysInMonth, daysInYear, setDay } from './civil-date.ts'

const dayOf = (text: string) => Date.parse(`${text}T00:00:00Z`) / 86_400_000

describe('the date of a day number', () => {
  test.each([
    ['1970-01-01', 1970, 1, 1, 1],
    ['2000-02-29', 2000, 2, 29, 60],
    ['2000-03-01', 2000, 3, 1, 61],
    ['2100-02-28', 2100, 2, 28, 59],
    ['2100-03-01', 2100, 3, 1, 60],
    ['2026-12-31', 2026, 12, 31, 365],
    ['2028-12-31', 2028, 12, 31, 366],
    ['0000-01-01', 0, 1, 1, 1],
    ['+012026-10-23', 12_026, 10, 23, 296],
    ['-000001-12-31', -1, 12, 31, 365],
  ])('%s', (text, year, month, monthDay, yearDay) => {
    expect(civilDate(dayOf(text))).toEqual({ day: dayOf(text), year, month, monthDay, yearDay })
  })

  test('is the same, whether walked to or asked for, over a whole era of 400 years', () => {
    const from = dayOf('1899-12-31')
    const walked = civilDate(from)
    for (let day = from; day < from + 146_097; day += 1) {
      setDay(walked, day)
      const { year, month, monthDay } = walked
      const there = new Date(day * 86_400_000)
      if (
        year !== there.getUTCFullYear() ||
        month !== there.getUTCMonth() + 1 ||
        monthDay !== there.getUTCDate()
      )
        expect(walked).toEqual(there)
      // The day before a new year tells how long the old one was.
      if (month === 12 && monthDay === 31) expect(walked.yearDay).toBe(daysInYear(year))
    }
  })
})

test('months and years have their days', () => {
  const lengths = Array.from({ length: 12 }, (_, index) => daysInMonth(2026, index + 1))
  expect(lengths).toEqual([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
  expect([1900, 2000, 2024, 2026].map((year) => daysInMonth(year, 2))).toEqual([28, 29, 29, 28])
  expect([1900, 2000, 2024, 2026].map(daysInYear)).toEqual([365, 366, 366, 365])
})
