import { describe, expect, test } from 'vitest'

import { entryLifeMs, type EntryRecord, entryState, judgeEntry, mayRevoke } from './entry.ts'

const now = Date.parse('2026-10-23T10:00:00Z')
const link: EntryRecord = {
  id: 'entry',
  roomId: 'room',
  kind: 'link',
  tokenSealed: 'sealed',
  email: null,
  createdById: 'ana',
  expiresAt: now + entryLifeMs,
  maxUses: 20,
  uses: 0,
  revokedAt: null,
}
const mail: EntryRecord = { ...link, kind: 'mail', tokenSealed: null, email: 'ben@parley.test', maxUses: 1 }

describe('where an entry stands', () => {
  test.each([
    ['good', {}, now],
    ['good', { uses: 19 }, now + entryLifeMs - 1],
    ['used', { uses: 20 }, now],
    ['expired', {}, now + entryLifeMs],
    ['revoked', { revokedAt: now }, now],
    ['revoked', { revokedAt: now, uses: 20 }, now + 2 * entryLifeMs],
    ['used', { uses: 20 }, now + 2 * entryLifeMs],
  ])('%s when %o', (state, change, at) => {
    expect(entryState({ ...link, ...change }, at)).toBe(state)
  })
})

describe('judging', () => {
  test('a mail lets its own address in, however it is written', () => {
    expect(() => judgeEntry(mail, 'Ben@Parley.test', now)).not.toThrow()
  })

  test.each([
    ['entry_for_another_address', mail, now],
    ['entry_used', { ...mail, uses: 1 }, now],
    ['entry_expired', mail, now + entryLifeMs],
    ['entry_revoked', { ...mail, revokedAt: now }, now],
  ])('refuses with %s', (code, entry, at) => {
    expect(() => judgeEntry(entry, 'eve@parley.test', at)).toThrow(expect.objectContaining({ code }))
  })
})

test('its maker and the owner may revoke it', () => {
  expect([mayRevoke(link, 'ana', 'member'), mayRevoke(link, 'ben', 'owner')]).toEqual([true, true])
  expect(mayRevoke(link, 'ben', 'member')).toBe(false)
})
