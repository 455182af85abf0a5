import { expect, test } from 'vitest'

import { isUnreachable } from './database.ts'

const withCode = (code: string) => Object.assign(new Error('from PostgreSQL'), { code })

// Nothing of it was done, it passes, and nobody here has to mend anything in Parley.
test.each([
  ['08006', 'the connection broke'],
  ['53100', 'the disk is full'],
  ['53200', 'there is no memory'],
  ['53300', 'there are too many connections'],
  ['57014', 'it was cancelled'],
  ['57P01', 'the server goes down'],
  ['57P05', 'it was idle for too long'],
  ['55P03', 'a lock was not to be had'],
  ['25P03', 'a transaction was idle for too long'],
  ['25P04', 'a transaction took too long'],
  ['25006', 'the server is a standby'],
  ['58030', 'the disk cannot be read'],
])('%s: %s, so the database is away for the moment', (code) => {
  expect(isUnreachable(withCode(code))).toBe(true)
})

test.each(['23505', '23P01', '40P01', '42P01', '22021', '25P02', 'XX000'])('%s is something else', (code) => {
  expect(isUnreachable(withCode(code))).toBe(false)
})
