import { expect, test } from 'vitest'

import { sayNoWay } from './no-way.ts'

test.each([
  ['relay-refused', /refused the login/],
  ['relay-unreachable', /cannot be reached/],
  ['no-way', /networks lets nothing through/],
] as const)('%s is said with whom it is about', (why, words) => {
  expect(sayNoWay(why, 'Ben')).toMatch(/^We could not connect you with Ben\. /)
  expect(sayNoWay(why, 'Ben')).toMatch(words)
})
