import { expect, test } from 'vitest'

import { DAY, HOUR } from '#time/instant.ts'

import { darkens, isUnknown, knownUntil, mayReceive, needsWholeRead, readingWindow } from './calendar.ts'

const now = Date.UTC(2026, 9, 23, 10)

test.each([
  ['never read', null, true],
  ['read just now', now, false],
  ['read a day ago, but for a millisecond', now - 24 * HOUR + 1, false],
  ['read a day ago', now - 24 * HOUR, true],
])('%s', (_, readAt, expected) => {
  expect(isUnknown({ readAt }, now)).toBe(expected)
  expect(knownUntil({ readAt }) <= now).toBe(expected)
})

test.each([
  [true, false, null, true],
  [true, true, null, false],
  [false, false, null, false],
  [true, false, now, false],
])('counts %s, ignored %s, read at %s: the time is in the dark %s', (countsAsBusy, ignored, readAt, dark) => {
  expect(darkens({ countsAsBusy, ignored, readAt }, now)).toBe(dark)
})

test('a feed never receives, whatever it says', () => {
  expect(mayReceive({ canWrite: true }, 'feed')).toBe(false)
  expect(mayReceive({ canWrite: true }, 'caldav')).toBe(true)
  expect(mayReceive({ canWrite: false }, 'google')).toBe(false)
})

test('read whole once a day, because the window moves on', () => {
  const [readFrom, readUntil] = readingWindow(now)
  expect(readUntil - readFrom).toBe(401 * DAY)
  expect(needsWholeRead({ readAt: now, readFrom, readUntil }, now + DAY)).toBe(false)
  expect(needsWholeRead({ readAt: now, readFrom, readUntil }, now + DAY + 1)).toBe(true)
  expect(needsWholeRead({ readAt: null, readFrom: null, readUntil: null }, now)).toBe(true)
})
