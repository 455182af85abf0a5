import { expect, test } from 'vitest'

import { sayCountdown } from './countdown.ts'

test.each([
  [-5_000, '00:00'],
  [0, '00:00'],
  [1, '00:01'],
  [59_001, '01:00'],
  [3_599_000, '59:59'],
  [3_600_000, '01:00:00'],
  [2 * 86_400_000 + 3_661_000, '2 d 01:01:01'],
])('%i ms are %s', (ms, said) => {
  expect(sayCountdown(ms)).toBe(said)
})
