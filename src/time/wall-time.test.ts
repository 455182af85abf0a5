import { describe, expect, test } from 'vitest'

import {
  addDays,
  dateOfDay,
  dayNumberOf,
  daysFrom,
  minutesOf,
  parseLocalDate,
  parseWallTime,
  wallTimeOf,
  weekdayOf,
} from './wall-time.ts'

describe('dates', () => {
  test.each(['2026-11-03', '2024-02-29', '2000-02-29', '0000-01-01', '9999-12-31'])('%s is one', (date) => {
    expect(parseLocalDate(date)).toBe(date)
  })

  test.each([
    '2026-02-29',
    '1900-02-29',
    '2026-04-31',
    '2026-00-01',
    '2026-13-01',
    '2026-1-1',
    '26-01-01',
    '9999-12-99',
    '',
    'today',
  ])('%j is none', (text) => {
    expect(parseLocalDate(text)).toBeUndefined()
  })

  test('day numbers go there and back, as Date counts them', () => {
    for (let day = -700_000; day < 2_900_000; day += 997) {
      const date = dateOfDay(day)
      expect(date).toBe(new Date(day * 86_400_000).toISOString().slice(0, 10))
      expect(dayNumberOf(date)).toBe(day)
      expect(weekdayOf(date)).toBe(new Date(day * 86_400_000).getUTCDay() || 7)
    }
  })

  test('steps and spans', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(addDays('2024-03-01', -1)).toBe('2024-02-29')
    expect(daysFrom('2026-10-23', '2026-11-01')).toBe(9)
  })
})

describe('wall times', () => {
  test.each([
    ['00:00', 0],
    ['09:30', 570],
    ['23:59', 1439],
    ['24:00', 1440],
  ])('%s is minute %i', (time, minutes) => {
    expect(parseWallTime(time)).toBe(time)
    expect(minutesOf(time)).toBe(minutes)
    expect(wallTimeOf(minutes)).toBe(time)
  })

  test.each(['24:01', '25:00', '9:00', '09:60', '09:00:00', '', '09.00', ' 09:00'])('%j is none', (text) => {
    expect(parseWallTime(text)).toBeUndefined()
  })
})
