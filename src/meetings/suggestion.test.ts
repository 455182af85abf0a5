import { describe, expect, test } from 'vitest'

import { HOUR, MINUTE, toIso } from '#time/instant.ts'

import { isOddHour, suggestStarts } from './suggestion.ts'

const lisbon = 'Europe/Lisbon'
const newYork = 'America/New_York'
const at = (iso: string) => Date.parse(iso)

/** Every half hour from 09:00 to 17:00 UTC on the given dates. */
function workdays(...dates: string[]): number[] {
  return dates.flatMap((date) =>
    Array.from({ length: 16 }, (_, index) => at(`${date}T09:00:00Z`) + index * 30 * MINUTE),
  )
}

function suggest(starts: readonly number[], readerZone: string, otherZone: string): string[] {
  return suggestStarts(starts, 30, { readerZone, otherZone }, 3).map(toIso)
}

describe('odd hours', () => {
  test.each([
    ['2026-11-03T06:45:00Z', 30, lisbon, true],
    ['2026-11-03T07:00:00Z', 30, lisbon, false],
    ['2026-11-03T20:30:00Z', 30, lisbon, false],
    ['2026-11-03T20:30:00Z', 45, lisbon, true],
    ['2026-11-03T23:30:00Z', 60, lisbon, true],
    ['2026-11-03T14:30:00Z', 30, 'Asia/Tokyo', true],
  ])('%s for %i minutes in %s: %s', (iso, minutes, timeZone, isOdd) => {
    expect(isOddHour(at(iso), minutes, timeZone)).toBe(isOdd)
  })
})

describe('times to propose first', () => {
  test('are one on each day', () => {
    expect(suggest(workdays('2026-11-03', '2026-11-04', '2026-11-05', '2026-11-06'), lisbon, lisbon)).toEqual(
      ['2026-11-03T09:00:00Z', '2026-11-04T09:00:00Z', '2026-11-05T09:00:00Z'],
    )
  })

  test('are not at night for whoever reads', () => {
    expect(suggest(workdays('2026-11-03', '2026-11-04', '2026-11-05'), newYork, lisbon)).toEqual([
      '2026-11-03T12:00:00Z',
      '2026-11-04T12:00:00Z',
      '2026-11-05T12:00:00Z',
    ])
  })

  test('are not at night for the other side either, where that can be had', () => {
    const wholeDays = Array.from(
      { length: 144 },
      (_, index) => at('2026-11-03T00:00:00Z') + index * 30 * MINUTE,
    )
    expect(suggest(wholeDays, newYork, lisbon)).toEqual([
      '2026-11-03T12:00:00Z',
      '2026-11-04T12:00:00Z',
      '2026-11-05T12:00:00Z',
    ])
  })

  test('fall on the dates of the reader', () => {
    // 22:00 on Sunday and 08:00 on Monday in New York are both Monday in Tokyo.
    const starts = [at('2026-11-02T00:00:00Z'), at('2026-11-02T10:30:00Z'), at('2026-11-03T00:00:00Z')]
    expect(suggest(starts, 'Asia/Tokyo', 'Asia/Tokyo')).toEqual(starts.map(toIso))
    expect(
      suggestStarts(starts, 30, { readerZone: 'Asia/Tokyo', otherZone: 'Asia/Tokyo' }, 2).map(toIso),
    ).toEqual(['2026-11-02T00:00:00Z', '2026-11-03T00:00:00Z'])
  })

  test('are several of one day where there is no other, and odd ones where there is nothing else', () => {
    expect(suggest(workdays('2026-11-03'), lisbon, lisbon)).toEqual([
      '2026-11-03T09:00:00Z',
      '2026-11-03T09:30:00Z',
      '2026-11-03T10:00:00Z',
    ])
    const nights = [at('2026-11-03T02:00:00Z'), at('2026-11-03T03:00:00Z')]
    expect(suggest(nights, lisbon, lisbon)).toEqual(nights.map(toIso))
    expect(suggest([], lisbon, lisbon)).toEqual([])
  })

  test('are soon: a good hour a month later does not stand before the hours of this week', () => {
    const soon = at('2026-11-03T02:00:00Z')
    const late = at('2026-12-03T10:00:00Z')
    expect(suggest([soon, soon + HOUR, late], lisbon, lisbon)).toEqual([toIso(soon), toIso(soon + HOUR)])
  })
})
