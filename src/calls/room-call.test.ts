import { expect, test } from 'vitest'

import { endOf, type RoomCall } from './room-call.ts'

const second = 1000
const call: RoomCall = { callId: 'c', roomId: 'r', startedById: 'ana', startedAt: 0, endedAt: null }

test.each([
  ['nobody has come in yet', [], 170, undefined],
  ['nobody came in', [], 181, 0],
  ['somebody is in', [{ leftAt: null }, { leftAt: 10 * second }], 9_999, undefined],
  ['the last has just left', [{ leftAt: 10 * second }, { leftAt: 50 * second }], 79, undefined],
  ['the last left a while ago', [{ leftAt: 10 * second }, { leftAt: 50 * second }], 81, 50 * second],
])('%s', (_, seats, now, end) => {
  expect(endOf(call, seats, now * second)).toBe(end)
})
