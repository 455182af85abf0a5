import { describe, expect, test } from 'vitest'

import {
  hourCycleIn,
  type Reader,
  sayDateTimeRange,
  sayDay,
  sayDayLong,
  sayDuration,
  sayParts,
  sayRelativeDay,
  sayTime,
  sayTimeRange,
  sayUntil,
  sayWallTime,
} from './display.ts'
import { HOUR, MINUTE, parseInstant } from './instant.ts'

const ana: Reader = { timeZone: 'Europe/Lisbon', locale: 'en-GB' }
const ben: Reader = { timeZone: 'America/New_York', locale: 'en-US' }
const at = (iso: string) => parseInstant(iso) ?? Number.NaN
const three = at('2026-11-03T15:00:00Z')
/** What is said, with every space that keeps a line together shown as `_`. */
const shown = (said: string) => said.replaceAll('\u00a0', '_')

describe('times', () => {
  test.each<[string, Reader, string]>([
    ['in the reader’s zone', ana, '15:00'],
    ['as the locale has it', ben, '10:00_AM'],
    ['with 24 hours when asked', { ...ben, hourCycle: 24 }, '10:00'],
    ['with 12 hours when asked', { ...ana, hourCycle: 12 }, '3:00_PM'],
  ])('%s', (_, reader, said) => {
    expect(shown(sayTime(three, reader))).toBe(said)
  })

  test('midnight and small hours are whole', () => {
    expect(sayTime(at('2026-11-03T00:00:00Z'), ana)).toBe('00:00')
    expect(sayTime(at('2026-11-03T09:05:00Z'), { ...ana, locale: 'de' })).toBe('09:05')
    expect(shown(sayTime(at('2026-11-03T00:00:00Z'), { ...ana, hourCycle: 12 }))).toBe('12:00_AM')
  })

  test('a range', () => {
    expect(shown(sayTimeRange([three, three + 30 * MINUTE], ana))).toBe('15:00_– 15:30')
  })

  test('a time that the clock shows twice names its offset', () => {
    const first = at('2026-11-01T05:30:00Z')
    const range = sayTimeRange([first, first + HOUR], { ...ben, hourCycle: 24 })
    expect(shown(range)).toBe('01:30_UTC−4_– 01:30_UTC−5')
    expect(shown(sayTime(first + 2 * HOUR, ben))).toBe('2:30_AM')
  })
})

describe('days', () => {
  test('short, long and months, in the order of the locale', () => {
    expect(sayDay(three, ana)).toBe('Tue 3 Nov')
    expect(sayDay('2026-11-03', ben)).toBe('Tue, Nov 3')
    expect(sayDayLong('2026-11-03', ana)).toMatch(/^Tuesday,? 3 November$/)
  })

  test('the year, when asked or when it is another', () => {
    expect(sayDay(three, ana, { year: true })).toMatch(/^Tue,? 3 Nov 2026$/)
    expect(sayDay(three, ana, { now: at('2026-01-01T00:00:00Z') })).toBe('Tue 3 Nov')
    expect(sayDay('2027-01-01', ana, { now: three })).toMatch(/^Fri,? 1 Jan 2027$/)
  })

  test('an instant is on the date of the reader', () => {
    const late = at('2026-11-04T02:00:00Z')
    expect([sayDay(late, ana), sayDay(late, ben)]).toEqual(['Wed 4 Nov', 'Tue, Nov 3'])
  })

  test.each([
    ['2026-11-02', 'yesterday'],
    ['2026-11-03', 'today'],
    ['2026-11-04', 'tomorrow'],
    ['2026-11-05', 'Thu 5 Nov'],
  ])('seen from 3 November, %s is %s', (date, said) => {
    expect(sayRelativeDay(date, three, ana)).toBe(said)
  })
})

describe('a day with its times', () => {
  test.each([
    ['on one day', 30, 'Tue 3 Nov, 15:00_– 15:30'],
    ['until midnight', 9 * 60, 'Tue 3 Nov, 15:00_– 00:00'],
    ['past midnight', 10 * 60, 'Tue 3 Nov, 15:00_– Wed 4 Nov, 01:00'],
  ])('%s', (_, minutes, said) => {
    expect(shown(sayDateTimeRange([three, three + minutes * MINUTE], ana))).toBe(said)
  })
})

test.each([
  [15, '15 min'],
  [60, '1 h'],
  [90, '1 h 30 min'],
  [0, '0 min'],
])('%i minutes are %s', (minutes, said) => {
  expect(sayDuration(minutes)).toBe(said)
})

test.each([
  [-5_000, '0 s'],
  [39_001, '40 s'],
  [125 * MINUTE, '2 h 5 min'],
  [HOUR, '1 h'],
  [26 * HOUR, '1 day 2 h'],
  [50 * HOUR + 5 * MINUTE, '2 days 2 h'],
])('%i ms are still %s', (ms, said) => {
  expect(sayUntil(ms)).toBe(said)
})

test.each([
  ['00:00', '00:00', '12\u00a0AM'],
  ['09:05', '09:05', '9:05\u00a0AM'],
  ['12:00', '12:00', '12\u00a0PM'],
  ['23:59', '23:59', '11:59\u00a0PM'],
  ['24:00', 'midnight', 'midnight'],
])('the wall time %s is said as %s or %s', (time, in24, in12) => {
  expect(sayWallTime(time, 24)).toBe(in24)
  expect(sayWallTime(time, 12)).toBe(in12)
})

test('parts of a date are those of the reader’s own day', () => {
  const at = Date.parse('2026-11-03T20:00:00Z')
  const tokyo = { timeZone: 'Asia/Tokyo', locale: 'en-GB' }
  expect(sayParts(at, tokyo, { weekday: 'short' })).toBe('Wed')
  expect(sayParts(at, tokyo, { day: 'numeric', month: 'short' })).toBe('4 Nov')
  expect(sayParts('2026-11-03', tokyo, { month: 'short', year: '2-digit' })).toBe('Nov 26')
})

test.each([
  ['America/New_York', 12],
  ['Asia/Kolkata', 12],
  ['Asia/Calcutta', 12],
  ['Australia/Sydney', 12],
  ['Europe/Lisbon', 24],
  ['Europe/London', 24],
  ['Asia/Tokyo', 24],
  ['America/Sao_Paulo', 24],
  ['UTC', 24],
] as const)('clocks in %s show %i hours', (zone, hours) => {
  expect(hourCycleIn(zone)).toBe(hours)
})
