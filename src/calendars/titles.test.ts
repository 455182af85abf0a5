import { describe, expect, test } from 'vitest'

import { HOUR } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

import { packTitles, readTitles } from './titles.ts'

const start = Date.parse('2026-10-26T10:00:00Z')
const hour = (index: number): Interval => [start + index * HOUR, start + (index + 1) * HOUR]
const event = (index: number, title: string | null) => {
  const [startsAt, endsAt] = hour(index)
  return { startsAt, endsAt, title }
}
const titlesOf = (...events: ReturnType<typeof event>[]) => readTitles(packTitles(events) ?? '[[],[]]')

describe('titles of what takes time', () => {
  test('are found by the very time', () => {
    const titleAt = titlesOf(event(1, 'Lunch'), event(0, 'Dentist'), event(2, null))
    expect([0, 1, 2, 3].map((index) => titleAt(hour(index)))).toEqual(['Dentist', 'Lunch', null, null])
    expect(titleAt([start, start + HOUR - 1])).toBeNull()
  })

  test('are nothing where nobody has one', () => {
    expect(packTitles([])).toBeNull()
    expect(packTitles([event(0, null), event(1, ' \u0007\n')])).toBeNull()
  })

  test('stand together where two take the same time, each once', () => {
    expect(titlesOf(event(0, 'Lunch'), event(0, 'Dentist'), event(0, 'Lunch'))(hour(0))).toBe(
      'Dentist, Lunch',
    )
  })

  test('are the same text in whatever order they come', () => {
    const events = [event(0, 'Lunch'), event(0, 'Dentist'), event(5, 'Dentist'), event(3, 'Tea')]
    expect(packTitles(events.toReversed())).toBe(packTitles(events))
  })

  test.each([
    ['Tea\r\nand\ttalk', 'Tea and talk'],
    ['a\u202Eb\u2066c\u0000d\uD800e', 'abcde'],
    ['<b>Tea</b> & "talk"', '<b>Tea</b> & "talk"'],
    ['👩‍👩‍👧', '👩‍👩‍👧'],
    ['x'.repeat(5_000_000), `${'x'.repeat(119)}…`],
  ])('are one line that does no harm', (title, shown) => {
    expect(titlesOf(event(0, title))(hour(0))).toBe(shown)
  })

  test('stop where a calendar has too many, the earliest being kept', () => {
    const many = Array.from({ length: 30_000 }, (_, index) => event(index, `Talk ${index}`))
    const titleAt = titlesOf(...many.toReversed())
    expect(titleAt(hour(19_999))).toBe('Talk 19999')
    expect(titleAt(hour(20_000))).toBeNull()
    const endless = many.map((one) => ({ ...one, title: one.title?.padEnd(200, '_') ?? null }))
    expect(packTitles(endless)?.length).toBeLessThan(400_000)
  })
})
