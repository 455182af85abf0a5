import { describe, expect, test } from 'vitest'

import type { OutsideEvent } from './event.ts'
import { isCopy, takingTime } from './marks.ts'

const now = Date.parse('2026-10-23T10:00:00Z')
const event = { uid: 'm1@talk.example', joinUrl: 'https://talk.example/join/abc' }
const marks = {
  externalIds: new Set(['ev1']),
  uids: new Set([event.uid]),
  joinUrls: new Set([event.joinUrl]),
}
const foreign: OutsideEvent = {
  externalId: 'other',
  etag: '"1"',
  uid: 'other',
  startsAt: now,
  endsAt: now + 60_000,
  busy: 'busy',
  isDeclined: false,
  guests: [],
  title: null,
  mark: null,
}

describe('isCopy', () => {
  test.each([
    ['by its id', { ...foreign, externalId: 'ev1' }, true],
    ['by its UID, from the file', { ...foreign, uid: event.uid }, true],
    ['by our mark', { ...foreign, mark: { uid: event.uid } }, true],
    ['by the join link, from a vendor’s form', { ...foreign, mark: { joinUrl: event.joinUrl } }, true],
    [
      'not by somebody else’s join link',
      { ...foreign, mark: { joinUrl: 'https://talk.example/join/xyz' } },
      false,
    ],
    ['not at all', foreign, false],
  ])('knows a copy %s', (_, one, expected) => {
    expect(isCopy(one, marks)).toBe(expected)
  })
})

test('what takes time is neither free, nor of no length, nor agreed here', () => {
  const tentative: OutsideEvent = { ...foreign, busy: 'tentative' }
  const free: OutsideEvent = { ...foreign, busy: null }
  const moment: OutsideEvent = { ...foreign, endsAt: now }
  const ours: OutsideEvent = { ...foreign, mark: { uid: event.uid } }
  expect(takingTime([foreign, free, moment, ours, tentative], marks)).toEqual([foreign, tentative])
})
