import { describe, expect, test } from 'vitest'

import { type Instant, parseInstant } from '#time/instant.ts'

import {
  closesAt,
  concerns,
  findWindow,
  opensAt,
  phaseOf,
  type RelinkWindow,
  suspendedFrom,
} from './relink-window.ts'

const at = (text: string): Instant => parseInstant(text) ?? Number.NaN
const window: RelinkWindow = {
  id: 'one',
  providers: ['google'],
  fromDate: '2026-10-20',
  untilDate: '2026-10-25',
  timeZone: 'Europe/Lisbon',
  text: 'Google asks for it.',
  madeAt: at('2026-10-01T00:00:00Z'),
}
const link = { provider: 'google', linkedAt: at('2026-09-01T00:00:00Z'), generation: 1 } as const

describe('both days belong to it, in its zone', () => {
  test('from the first instant of the first date to the last of the second, on the day clocks change', () => {
    expect(opensAt(window)).toBe(at('2026-10-19T23:00:00Z'))
    expect(closesAt(window)).toBe(at('2026-10-26T00:00:00Z'))
  })

  test('one day long is a whole day', () => {
    const day = { ...window, fromDate: '2026-10-25', untilDate: '2026-10-25' }
    expect(closesAt(day) - opensAt(day)).toBe(25 * 3_600_000)
  })

  test.each([
    ['2026-10-19T22:59:59.999Z', 'coming'],
    ['2026-10-19T23:00:00Z', 'open'],
    ['2026-10-25T23:59:59.999Z', 'open'],
    ['2026-10-26T00:00:00Z', 'over'],
  ])('at %s it is %s', (now, phase) => {
    expect(phaseOf(window, at(now))).toBe(phase)
  })

  test.each([
    ['Pacific/Kiritimati', '2026-10-19T10:00:00Z', '2026-10-25T10:00:00Z'],
    ['America/Los_Angeles', '2026-10-20T07:00:00Z', '2026-10-26T07:00:00Z'],
  ])('in %s from %s to %s', (timeZone, opens, closes) => {
    expect([opensAt({ ...window, timeZone }), closesAt({ ...window, timeZone })]).toEqual([
      at(opens),
      at(closes),
    ])
  })
})

describe('whom it concerns', () => {
  test.each([
    ['one made before the first date', link, true],
    ['one made on the first date', { ...link, linkedAt: at('2026-10-19T23:00:00Z') }, false],
    ['one made a moment before', { ...link, linkedAt: at('2026-10-19T22:59:59Z') }, true],
    ['another kind of calendar', { ...link, provider: 'microsoft' as const }, false],
    [
      'one renewed after it was announced',
      { ...link, generation: 2, linkedAt: at('2026-10-02T00:00:00Z') },
      false,
    ],
    [
      'one renewed before it was announced',
      { ...link, generation: 2, linkedAt: at('2026-09-02T00:00:00Z') },
      true,
    ],
    ['one made after it was announced', { ...link, linkedAt: at('2026-10-02T00:00:00Z') }, true],
  ])('%s', (_, one, expected) => {
    expect(concerns(window, one)).toBe(expected)
  })
})

test('before the first date nobody is asked; from then on the one that closes first asks', () => {
  const later = { ...window, id: 'later', untilDate: '2026-11-30' }
  const both = [later, window]
  expect(findWindow(both, link, at('2026-10-19T22:00:00Z'))).toBeNull()
  expect(findWindow(both, link, at('2026-10-20T12:00:00Z'))).toBe(window)
  expect(findWindow(both, { ...link, provider: 'feed' }, at('2026-10-20T12:00:00Z'))).toBeNull()
})

test('a link is suspended from the end of the first window that concerns it', () => {
  expect(suspendedFrom([window], link)).toBe(closesAt(window))
  expect(suspendedFrom([], link)).toBeNull()
  expect(suspendedFrom([window], { ...link, linkedAt: at('2026-10-21T00:00:00Z') })).toBeNull()
})
