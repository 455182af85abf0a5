import { expect, test } from 'vitest'

import { NotACalendar, readEvents } from '#ical/read-events.ts'
import { instantOf } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

import { readTexts } from './reading.ts'

const window: Interval = [instantOf('2026-10-01T00:00:00Z'), instantOf('2026-12-01T00:00:00Z')]
const { signal } = new AbortController()
const question = { window, timeZone: 'Europe/Lisbon', owners: [] }

function calendarOf(count: number): string {
  const events = Array.from({ length: count }, (_, index) => {
    const hour = String(index % 24).padStart(2, '0')
    return [
      'BEGIN:VEVENT',
      `UID:event-${index}@example.test`,
      `DTSTART:20261026T${hour}0000Z`,
      `DTEND:20261026T${hour}3000Z`,
      'RRULE:FREQ=DAILY;COUNT=2',
      `SUMMARY:Event ${index}`,
      'END:VEVENT',
    ].join('\r\n')
  })
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', ...events, 'END:VCALENDAR', ''].join('\r\n')
}

const large = calendarOf(20_000)

test('a large calendar reads as a small one does, and everybody else goes on meanwhile', async () => {
  let beats = 0
  const heart = setInterval(() => (beats += 1), 5)
  const [read] = await readTexts([large], question, { signal })
  clearInterval(heart)
  expect(read).toEqual(readEvents(large, question))
  expect(read?.events).toHaveLength(40_000)
  // Read in place, it would not beat at all.
  expect(beats).toBeGreaterThan(3)
})

test('several texts have an answer each, in their order', async () => {
  const read = await readTexts([calendarOf(2), large, calendarOf(3)], question, { signal })
  expect(read.map(({ total }) => total)).toEqual([2, 20_000, 3])
})

test.each([
  ['short', 'Not found'],
  ['long', 'Not found. '.repeat(40_000)],
])('what is no calendar is refused as one, %s', async (_, text) => {
  await expect(readTexts([text], question, { signal })).rejects.toBeInstanceOf(NotACalendar)
})

test('what takes too long is given up, and the next one is read', async () => {
  const given = readTexts([large], question, { signal, withinMs: 1 })
  const next = readTexts([large], question, { signal })
  await expect(given).rejects.toMatchObject({ kind: 'rejected', code: 'too-much' })
  await expect(next).resolves.toHaveLength(1)
})

test('whoever has no time left hears it at once, also while others are read', async () => {
  const before = readTexts([large], question, { signal })
  const stop = new AbortController()
  const given = readTexts([large], question, { signal: stop.signal })
  stop.abort()
  const first = await Promise.race([before, given.catch((error: unknown) => error)])
  expect(first).toMatchObject({ kind: 'unavailable', code: 'time' })
  await expect(before).resolves.toHaveLength(1)
})
