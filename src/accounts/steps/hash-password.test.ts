import { describe, expect, test } from 'vitest'

import { hashPassword, matchesPassword } from './hash-password.ts'

describe('a kept password', () => {
  test('is argon2id in PHC form with 19 MiB, 2 passes and 1 lane', async () => {
    expect(await hashPassword('a long sentence')).toMatch(
      /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/,
    )
  })

  test('differs each time, and matches only what was typed', async () => {
    const [one, two] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')])
    expect(one).not.toBe(two)
    expect(await matchesPassword('correct horse', one)).toBe(true)
    expect(await matchesPassword('correct horse', two)).toBe(true)
    expect(await matchesPassword('correct horsf', one)).toBe(false)
    expect(await matchesPassword('', one)).toBe(false)
  })

  test('does not depend on how the keyboard composed a letter', async () => {
    expect(await matchesPassword('cafe\u0301 au lait', await hashPassword('caf\u00e9 au lait'))).toBe(true)
  })

  test('is never matched where none is kept', async () => {
    expect(await matchesPassword('anything', null)).toBe(false)
  })

  test('keeps parameters of its own, so that they can be raised later', async () => {
    // The test vector of the reference implementation's command line: argon2 somesalt -id -t 2 -m 16 -p 1 -l 32.
    const kept = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
    expect(await matchesPassword('password', kept)).toBe(true)
  })

  test('of an unknown form is a fault, not a no', async () => {
    await expect(matchesPassword('x', 'plain')).rejects.toThrow('unknown form')
  })
})
