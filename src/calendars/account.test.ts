import { expect, test } from 'vitest'

import { refuseEntering } from './account.ts'
import { ProviderTrouble } from './port.ts'
import { notWhole, throttled, unavailable } from './providers/http.ts'

// Of a calendar that is linked these sentences are true; here nothing goes on when the person does not.
test.each([
  [unavailable('Google'), 'Google cannot be reached at the moment.'],
  [throttled('Google', undefined), 'Google asks for a pause.'],
  [notWhole('Google'), 'Google gave an answer that is not whole.'],
  [new ProviderTrouble('unavailable', 'Something else.'), 'Something else.'],
])('who links an account that is out of reach is not told that Parley goes on: %s', (trouble, what) => {
  const { kind, code, message } = refuseEntering(trouble, 'address')
  expect([kind, code]).toEqual(['conflict', 'not_reached'])
  expect(message).toBe(`${what} Nothing was linked; try again in a moment.`)
})
