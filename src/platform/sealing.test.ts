import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'

import { createSealer } from './sealing.ts'

const key = randomBytes(32)
const sealer = createSealer(key)

test('a secret for a purpose is always the same, and another for another purpose or key', () => {
  expect(createSealer(key).secretFor('outbox')).toBe(sealer.secretFor('outbox'))
  expect(sealer.secretFor('outbox')).toMatch(/^[\w-]{43}$/)
  expect(sealer.secretFor('inbox')).not.toBe(sealer.secretFor('outbox'))
  expect(createSealer(randomBytes(32)).secretFor('outbox')).not.toBe(sealer.secretFor('outbox'))
})

describe('what is sealed', () => {
  test.each(['', 'a password', 'ünïcode 🗝', 'x'.repeat(100_000)])('opens again at its place', (text) => {
    expect(sealer.open('links|1|token', sealer.seal('links|1|token', text))).toBe(text)
  })

  test('is another text every time', () => {
    expect(sealer.seal('a', 'same')).not.toBe(sealer.seal('a', 'same'))
  })

  test('does not open at another place, under another key, or after a change', () => {
    const sealed = sealer.seal('links|1|token', 'secret')
    const changed = Buffer.from(sealed.split('.')[2] ?? '', 'base64url')
    changed.writeUInt8(changed.readUInt8(changed.length - 1) ^ 1, changed.length - 1)

    expect(() => sealer.open('links|2|token', sealed)).toThrow()
    expect(() => createSealer(randomBytes(32)).open('links|1|token', sealed)).toThrow()
    expect(() => sealer.open('links|1|token', `${sealer.newest}${changed.toString('base64url')}`)).toThrow()
    expect(() => sealer.open('links|1|token', 'v0.abc')).toThrow('unknown form')
  })
})

describe('with several keys', () => {
  const older = createSealer(key)
  const newer = randomBytes(32)
  const both = createSealer(newer, key)

  test('what an older one sealed opens, and what is sealed from now on is of the newest', () => {
    expect(both.open('a', older.seal('a', 'kept'))).toBe('kept')
    const anew = both.seal('a', 'kept')
    expect(anew.startsWith(both.newest)).toBe(true)
    expect(older.seal('a', 'kept').startsWith(both.newest)).toBe(false)
    expect(createSealer(newer).open('a', anew)).toBe('kept')
    expect(() => older.open('a', anew)).toThrow('a key that is not here')
  })

  test('values of the first form, which do not name their key, open under any of them', () => {
    const [, , body] = older.seal('a', 'kept').split('.')
    expect(both.open('a', `v1.${body}`)).toBe('kept')
    expect(() => createSealer(newer).open('a', `v1.${body}`)).toThrow()
    expect(() => both.open('b', `v1.${body}`)).toThrow()
  })
})
