import { describe, expect, test } from 'vitest'

import { endsPassword, linkState, type MailedLink, refuseLink } from './mailed-link.ts'
import type { Person } from './person.ts'

const now = Date.parse('2026-10-23T09:00:00Z')
const link: MailedLink = {
  id: '0199f000-0000-7000-8000-000000000001',
  purpose: 'sign-in',
  personId: '0199f000-0000-7000-8000-000000000002',
  email: 'ana@example.org',
  nextPath: null,
  expiresAt: now + 1,
  usedAt: null,
}
const person: Person = {
  id: link.personId,
  email: link.email,
  emailVerifiedAt: null,
  name: 'Ana Silva',
  hasPassword: true,
  timeZone: 'Europe/Lisbon',
  hourCycle: null,
  weekStart: null,
  country: null,
  createdAt: now,
}

describe('a mailed link', () => {
  test.each([
    ['good until its end', link, 'good'],
    ['expired at its end', { ...link, expiresAt: now }, 'expired'],
    ['used', { ...link, usedAt: now - 5 }, 'used'],
    ['used, whatever its age', { ...link, usedAt: now - 5, expiresAt: now - 1 }, 'used'],
    ['unknown', null, 'unknown'],
  ])('is %s', (_, given, state) => {
    expect(linkState(given, now)).toBe(state)
  })

  test.each([
    ['signs in at an address nobody has shown to be theirs', link, {}, true],
    ['chooses a new one itself', { ...link, purpose: 'reset-password' as const }, {}, false],
    ['says whose the address is', { ...link, purpose: 'verify-address' as const }, {}, false],
    ['signs in at an address that is known to be theirs', link, { emailVerifiedAt: now }, false],
    ['finds none', link, { hasPassword: false }, false],
  ])('that %s: takes the password away: %#', (_, given, change, ends) => {
    expect(endsPassword(given, { ...person, ...change })).toBe(ends)
  })

  test.each([
    ['used', 'link_used'],
    ['expired', 'link_expired'],
    ['unknown', 'not_found'],
  ] as const)('is refused when %s', (state, code) => {
    expect(refuseLink(state).code).toBe(code)
  })
})
