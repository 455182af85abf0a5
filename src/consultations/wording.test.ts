import { expect, test } from 'vitest'

import { sayDurations } from './wording.ts'

test.each([
  [[30], '30 minutes'],
  [[60], '1 hour'],
  [[15, 30], '15 or 30 minutes'],
  [[20, 40, 45], '20, 40 or 45 minutes'],
  [[30, 60], '30 minutes or 1 hour'],
  [[30, 60, 90], '30 minutes, 1 hour or 1 hour 30 minutes'],
])('%j takes %s', (durations, said) => {
  expect(sayDurations(durations)).toBe(said)
})
