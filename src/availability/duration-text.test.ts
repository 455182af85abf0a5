import { expect, test } from 'vitest'

import { durationText } from './duration-text.ts'

test.each([
  [0, 'None'],
  [1, '1 minute'],
  [45, '45 minutes'],
  [60, '1 hour'],
  [90, '1 hour 30 minutes'],
  [240, '4 hours'],
  [1440, '1 day'],
  [1500, '25 hours'],
  [2880, '2 days'],
  [10_080, '1 week'],
  [43_200, '30 days'],
])('%i minutes are said as %s', (minutes, text) => {
  expect(durationText(minutes)).toBe(text)
})
