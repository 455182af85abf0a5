import { describe, expect, test } from 'vitest'

import { findReached, type Limits, withinLimits } from './limits.ts'

const at = (text: string) => Date.parse(text)
const limits = (changes: Partial<Limits>): Limits => ({
  timeZone: 'UTC',
  mostADay: null,
  mostAWeek: null,
  weekStart: 1,
  ...changes,
})

describe('a day holds so many', () => {
  const two = limits({ mostADay: 2 })
  const one = [at('2026-10-26T09:00Z')]

  test.each([
    ['none yet', [], '2026-10-26T12:00Z', []],
    ['one yet', one, '2026-10-26T12:00Z', []],
    ['all of them', [...one, at('2026-10-26T23:59Z')], '2026-10-26T00:00Z', [{ per: 'day', most: 2 }]],
    [
      'more, from before there was a limit',
      [...one, ...one, ...one],
      '2026-10-26T12:00Z',
      [{ per: 'day', most: 2 }],
    ],
    ['all of the day before', [...one, ...one], '2026-10-27T00:00Z', []],
  ])('%s', (_, starts, wished, expected) => {
    expect(findReached(two, starts, at(wished))).toEqual(expected)
  })

  test('on the clock of the zone, also on the day of 25 hours', () => {
    const lisbon = limits({ timeZone: 'Europe/Lisbon', mostADay: 1 })
    const first = [at('2026-10-24T23:00Z')]
    expect(findReached(lisbon, first, at('2026-10-25T23:59Z'))).toHaveLength(1)
    expect(findReached(lisbon, first, at('2026-10-26T00:00Z'))).toEqual([])
    expect(findReached(lisbon, first, at('2026-10-24T22:59Z'))).toEqual([])
  })
})

describe('a week holds so many', () => {
  const monday = [at('2026-10-26T09:00Z')]

  test.each([
    ['the Sunday of a week from Monday', 1, '2026-11-01T23:00Z', 1],
    ['the Monday after', 1, '2026-11-02T00:00Z', 0],
    ['the Sunday before', 1, '2026-10-25T23:00Z', 0],
    ['the Sunday before, of a week from Sunday', 7, '2026-10-25T00:00Z', 1],
    ['the Sunday after', 7, '2026-11-01T00:00Z', 0],
    ['the Saturday before, of a week from Saturday', 6, '2026-10-24T00:00Z', 1],
  ])('%s', (_, weekStart, wished, count) => {
    expect(findReached(limits({ mostAWeek: 1, weekStart }), monday, at(wished))).toHaveLength(count)
  })

  test('before 1970 as after', () => {
    const sunday = [at('1969-12-28T10:00Z')]
    expect(findReached(limits({ mostAWeek: 1 }), sunday, at('1969-12-29T10:00Z'))).toEqual([])
    expect(findReached(limits({ mostAWeek: 1 }), sunday, at('1969-12-22T10:00Z'))).toHaveLength(1)
  })
})

test('both can be reached at once', () => {
  const both = limits({ mostADay: 1, mostAWeek: 1 })
  expect(findReached(both, [at('2026-10-26T09:00Z')], at('2026-10-26T10:00Z'))).toEqual([
    { per: 'day', most: 1 },
    { per: 'week', most: 1 },
  ])
})

test('a list keeps exactly what passes nothing', () => {
  const others = ['2026-10-26T09:00Z', '2026-10-28T09:00Z', '2026-10-28T15:00Z', '2026-11-02T09:00Z'].map(at)
  const starts = Array.from({ length: 24 * 21 }, (_, hour) => at('2026-10-20T00:00Z') + hour * 3_600_000)
  for (const timeZone of ['UTC', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia']) {
    for (const [mostADay, mostAWeek] of [
      [1, null],
      [2, null],
      [null, 3],
      [1, 3],
      [null, null],
    ] as const) {
      const asked = limits({ timeZone, mostADay, mostAWeek, weekStart: 7 })
      expect(withinLimits(asked, others, starts)).toEqual(
        starts.filter((start) => findReached(asked, others, start).length === 0),
      )
    }
  }
})
