import { describe, expect, test } from 'vitest'

import { dateValue, localDate, timeValue, wallTime } from './wall-values.ts'

describe('dates and times between fields and the rest', () => {
  test.each(['2026-11-03', '2028-02-29', '0999-01-01'])('%s comes back as it went in', (date) => {
    expect(localDate(dateValue(date))).toBe(date)
  })

  test.each(['00:00', '09:05', '23:59'])('%s comes back as it went in', (time) => {
    expect(wallTime(timeValue(time), false)).toBe(time)
  })

  test('midnight ends a day as 24:00 and begins it as 00:00', () => {
    expect(wallTime(timeValue('24:00'), true)).toBe('24:00')
    expect(wallTime(timeValue('00:00'), true)).toBe('24:00')
    expect(wallTime(timeValue('00:00'), false)).toBe('00:00')
  })
})
