import { describe, expect, test } from 'vitest'

import { groupByDate, monthOf, neighbourOf, rangeOf } from './picker.ts'

describe('months', () => {
  test.each([
    ['2026-12', 1, '2027-01'],
    ['2026-01', -1, '2025-12'],
    ['2028-02', 1, '2028-03'],
    ['2026-03', -1, '2026-02'],
  ] as const)('%s moved by %i is %s', (month, step, expected) => {
    expect(neighbourOf(month, step)).toBe(expected)
  })

  test('a month begins and ends at the midnights of its zone, across the clock change', () => {
    expect(rangeOf('2026-10', 'Europe/Lisbon')).toEqual({
      from: '2026-09-30T23:00:00Z',
      to: '2026-11-01T00:00:00Z',
    })
    expect(monthOf('2026-10-25')).toBe('2026-10')
  })
})

describe('starts by date', () => {
  const starts = ['2026-11-03T14:30:00Z', '2026-11-03T23:30:00Z', '2026-11-04T15:00:00Z']

  test('the same starts fall on other dates in other zones', () => {
    expect([...groupByDate(starts, 'Europe/Lisbon').keys()]).toEqual(['2026-11-03', '2026-11-04'])
    expect(groupByDate(starts, 'Asia/Tokyo').get('2026-11-04')).toEqual(['2026-11-03T23:30:00Z'])
    expect([...groupByDate(starts, 'Asia/Tokyo').keys()]).toEqual(['2026-11-03', '2026-11-04', '2026-11-05'])
  })

  test('what is not an instant is a fault', () => {
    expect(() => groupByDate(['tomorrow'], 'Asia/Tokyo')).toThrow('tomorrow')
  })
})
