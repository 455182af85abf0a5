import { expect, test } from 'vitest'

import { phaseOf, sayPhase } from './phase.ts'

const meeting = {
  status: 'confirmed',
  heldUntil: null,
  startsAt: '2026-11-03T15:00:00Z',
  endsAt: '2026-11-03T15:30:00Z',
} as const

test.each([
  ['2026-11-03T14:44:59Z', 'to come', 'Confirmed'],
  ['2026-11-03T14:45:00Z', 'near', 'Starts in 15 min'],
  ['2026-11-03T14:59:30Z', 'near', 'Starts in 30 s'],
  ['2026-11-03T15:00:00Z', 'now', 'Now'],
  ['2026-11-03T15:30:00Z', 'over', 'Over'],
])('at %s it is %s', (iso, phase, said) => {
  const now = Date.parse(iso)
  expect(phaseOf(meeting, now)).toBe(phase)
  expect(sayPhase(phaseOf(meeting, now), Date.parse(meeting.startsAt), now)).toBe(said)
})

test('what is held is so until the instant at which it ends, whoever has heard of that', () => {
  const held = { ...meeting, status: 'held', heldUntil: '2026-11-03T12:00:00Z' } as const
  expect(phaseOf(held, Date.parse('2026-11-03T11:59:59.999Z'))).toBe('held')
  expect(phaseOf(held, Date.parse('2026-11-03T12:00:00Z'))).toBe('released')
  expect(phaseOf({ ...held, status: 'cancelled' }, Date.parse('2026-11-03T11:00:00Z'))).toBe('released')
})

test('a cancelled meeting is cancelled at any time', () => {
  expect(phaseOf({ ...meeting, status: 'cancelled' }, Date.parse('2026-11-03T15:10:00Z'))).toBe('cancelled')
})
