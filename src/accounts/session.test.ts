import { describe, expect, test } from 'vitest'

import { needsTouch, sessionEndsAt } from './session.ts'

const start = Date.parse('2026-10-23T09:00:00Z')
const minute = 60_000
const day = 24 * 60 * minute

describe('a session', () => {
  test.each([
    ['just begun', 0, 14],
    ['used after ten days', 10, 24],
    ['used after eighty days', 80, 90],
    ['used on its last day', 89.9, 90],
  ])('%s ends in time', (_, usedAfterDays, endsAfterDays) => {
    const session = { createdAt: start, lastSeenAt: start + usedAfterDays * day }
    expect(sessionEndsAt(session)).toBe(start + endsAfterDays * day)
  })

  test('is touched at most once a minute', () => {
    expect(needsTouch({ lastSeenAt: start }, start + minute - 1)).toBe(false)
    expect(needsTouch({ lastSeenAt: start }, start + minute)).toBe(true)
  })
})
