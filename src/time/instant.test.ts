import { describe, expect, test } from 'vitest'

import { parseInstant, toIso } from './instant.ts'

describe('reading', () => {
  test.each([
    ['2026-11-03T15:00:00Z', Date.UTC(2026, 10, 3, 15)],
    ['2026-11-03T15:00Z', Date.UTC(2026, 10, 3, 15)],
    ['2026-11-03T15:00:00+05:30', Date.UTC(2026, 10, 3, 9, 30)],
    ['2026-11-03T15:00:00-00:30', Date.UTC(2026, 10, 3, 15, 30)],
    ['2026-11-03T15:00:00.5Z', Date.UTC(2026, 10, 3, 15, 0, 0, 500)],
    ['2026-11-03T15:00:00.0000000Z', Date.UTC(2026, 10, 3, 15)],
    ['2024-02-29T23:59:59Z', Date.UTC(2024, 1, 29, 23, 59, 59)],
    ['1969-12-31T23:59:59Z', -1000],
  ])('%s', (text, at) => {
    expect(parseInstant(text)).toBe(at)
  })

  test.each([
    '2026-11-03T15:00:00',
    '2026-11-03',
    '2026-11-03 15:00:00Z',
    '2026-11-03t15:00:00z',
    '2026-11-03T24:00:00Z',
    '2026-11-03T15:60:00Z',
    '2026-11-03T15:00:60Z',
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-11-03T15:00:00+24:00',
    '2026-11-03T15:00:00+0100',
    '+02026-11-03T15:00:00Z',
    '2026-11-03T15:00:00Z\n',
    '9999-12-99T00:00:00Z',
    '0000-01-00T00:00:00Z',
    'now',
    '',
  ])('%j is none', (text) => {
    expect(parseInstant(text)).toBeUndefined()
  })
})

describe('writing', () => {
  test('as Date does, but without empty milliseconds', () => {
    const years = Array.from({ length: 400 }, (_, index) =>
      Date.UTC(1200 + index * 20, index % 12, index % 28, index % 24, index % 60, index % 60),
    )
    for (const at of [...years, 0, -1000, -1, 1, Date.UTC(2026, 0, 1, 0, 0, 0, 7)]) {
      expect(toIso(at)).toBe(new Date(at).toISOString().replace('.000Z', 'Z'))
      expect(parseInstant(toIso(at))).toBe(at)
    }
  })

  test('nothing beyond the year 9999', () => {
    expect(() => toIso(Date.UTC(10_000, 0, 1))).toThrow(RangeError)
  })
})
