import { describe, expect, test } from 'vitest'

import { Refusal } from '#platform/refusal.ts'

import { admitToSignUp, type GoodEntry, type SignUpMode } from './sign-up.ts'

const email = 'ben@example.org'
const link: GoodEntry = { email: null }
const mailed: GoodEntry = { email }
const mailedElsewhere: GoodEntry = { email: 'somebody@example.org' }

describe('signing up', () => {
  test.each<[SignUpMode, string, GoodEntry | null, boolean]>([
    ['open', 'without an entry', null, false],
    ['open', 'with an entry link', link, false],
    ['open', 'with an entry mail', mailed, true],
    ['open', 'with an entry mail to another address', mailedElsewhere, false],
    ['invited', 'with an entry link', link, false],
    ['invited', 'with an entry mail', mailed, true],
  ])('when %s, %s is let in', (mode, _, entry, addressIsProven) => {
    expect(admitToSignUp(mode, email, entry)).toEqual({ addressIsProven })
  })

  test.each<[SignUpMode, string, GoodEntry | null, string]>([
    ['invited', 'without an entry', null, 'sign_up_closed'],
    ['invited', 'with an entry mail to another address', mailedElsewhere, 'invalid'],
    ['closed', 'without an entry', null, 'sign_up_closed'],
    ['closed', 'with an entry link', link, 'sign_up_closed'],
    ['closed', 'with an entry mail', mailed, 'sign_up_closed'],
  ])('when %s, %s is refused', (mode, _, entry, code) => {
    expect(() => admitToSignUp(mode, email, entry)).toThrow(
      expect.objectContaining({ constructor: Refusal, code }) as Error,
    )
  })
})
