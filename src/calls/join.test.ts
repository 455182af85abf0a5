import { expect, test } from 'vitest'

import { joinStateOf } from './join.ts'

const join = {
  status: 'confirmed',
  opensAt: '2026-11-03T14:50:00Z',
  closesAt: '2026-11-03T17:30:00Z',
} as const

test.each([
  ['2026-11-03T14:49:59Z', 'early'],
  ['2026-11-03T14:50:00Z', 'open'],
  ['2026-11-03T17:29:59Z', 'open'],
  ['2026-11-03T17:30:00Z', 'ended'],
])('at %s the link is %s', (now, state) => {
  expect(joinStateOf(join, Date.parse(now))).toBe(state)
})

test('a cancelled meeting is never open', () => {
  expect(joinStateOf({ ...join, status: 'cancelled' }, Date.parse('2026-11-03T15:00:00Z'))).toBe('cancelled')
})
