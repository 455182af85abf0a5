import { expect, test } from 'vitest'

import { sayCame, sayStarted } from './room-call-words.ts'

const ana = { personId: 'ana', name: 'Ana Silva' }
const ben = { personId: 'ben', name: 'Ben Carter' }
const call = {
  startedBy: ana,
  startedAt: '2026-10-23T10:00:00Z',
  endedAt: null,
  present: [],
  people: [],
}
const over = { ...call, endedAt: '2026-10-23T10:12:20Z', people: [ana, ben] }

test('who started it', () => {
  expect(sayStarted(call, 'ben')).toBe('Ana Silva started a call')
  expect(sayStarted(call, 'ana')).toBe('You started a call')
})

test.each([
  [call, 'Nobody is in yet.'],
  [{ ...call, present: [ana, ben] }, 'In it: Ana Silva, you'],
  [over, '12 min, with Ana Silva, you'],
  [{ ...over, endedAt: '2026-10-23T10:00:20Z' }, 'Less than a minute, with Ana Silva, you'],
  [{ ...over, people: [] }, 'Nobody came in.'],
])('who came', (shown, words) => {
  expect(sayCame(shown, 'ben')).toBe(words)
})
