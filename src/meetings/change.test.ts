import { expect, test } from 'vitest'

import { bookedByBen } from '#test/meetings/booked.ts'

import { droppedBy, isDoingOf, isSameWish } from './change.ts'
import { reschedule } from './meeting.ts'

const now = Date.parse('2026-10-23T10:00:00Z')
const startsAt = Date.parse('2026-10-26T09:00:00Z')
const later = Date.parse('2026-10-27T09:00:00Z')
const cause = { actorId: 'ana', reason: 'A', requestId: 'request', now }
const { meeting } = bookedByBen(now, { startsAt })

test('a repeated request wants the same thing, for the same reason, at the same time', () => {
  const { change } = reschedule(meeting, later, cause)
  const earlier = { ...change, number: 2 }
  expect(isSameWish(earlier, { kind: 'rescheduled', reason: 'A', startsAt: later })).toBe(true)
  expect(isSameWish(earlier, { kind: 'rescheduled', reason: 'B', startsAt: later })).toBe(false)
  expect(isSameWish(earlier, { kind: 'rescheduled', reason: 'A', startsAt })).toBe(false)
  const endsAt = change.to?.endsAt ?? 0
  expect(isSameWish(earlier, { kind: 'rescheduled', reason: 'A', startsAt: later, endsAt })).toBe(true)
  expect(isSameWish(earlier, { kind: 'rescheduled', reason: 'A', startsAt: later, endsAt: endsAt + 1 })).toBe(
    false,
  )
  expect(isSameWish(earlier, { kind: 'cancelled', reason: 'A' })).toBe(false)
})

test('whoever did it need not be told, but for the answer that all others waited for', () => {
  expect(isDoingOf({ kind: 'booked', actorId: 'ben' }, 'ben')).toBe(true)
  expect(isDoingOf({ kind: 'booked', actorId: 'ben' }, 'ana')).toBe(false)
  expect(isDoingOf({ kind: 'agreed', actorId: 'ben' }, 'ben')).toBe(false)
})

test('out of a meeting is who left the room, or was removed from it', () => {
  expect(droppedBy({ kind: 'left', actorId: 'ben' })).toBe('ben')
  expect(droppedBy({ kind: 'removed', actorId: 'ana', aboutId: 'ben' })).toBe('ben')
  expect(droppedBy({ kind: 'declined', actorId: 'ben' })).toBeNull()
})
