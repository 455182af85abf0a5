import { expect, test } from 'vitest'

import { MINUTE } from '#time/instant.ts'

import { refuseOldSession } from './passkey.ts'

test.each([
  [0, false],
  [15 * MINUTE, false],
  [15 * MINUTE + 1, true],
])('%i ms after signing in, a new passkey is refused: %s', (age, refused) => {
  const begin = Date.UTC(2026, 9, 23)
  const attempt = () => refuseOldSession(begin, begin + age)
  if (refused) expect(attempt).toThrow('sign out and in again')
  else expect(attempt).not.toThrow()
})
