import { expect, test } from 'vitest'

import { judgeFailure } from './mail.ts'

// As the SMTP client words them: its own code, the command it was at, what the server answered, what the system said.
test.each<[string, Record<string, unknown>, boolean, boolean]>([
  ['nobody listens', { code: 'ESOCKET', command: 'CONN', syscall: 'connect' }, false, true],
  ['no such host', { code: 'EDNS', command: 'CONN' }, false, true],
  ['our password is wrong', { code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 535 }, false, true],
  ['our sender is refused', { code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 550 }, false, true],
  ['the mailbox is busy', { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 450 }, false, true],
  ['there is no such mailbox', { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550 }, true, true],
  ['the mail is refused', { code: 'EMESSAGE', command: 'DATA', responseCode: 554 }, true, true],
  ['an address that is none', { code: 'EENVELOPE', command: 'API' }, true, true],
  ['the line broke', { code: 'ECONNECTION', command: 'CONN' }, false, false],
  ['no answer came', { code: 'ETIMEDOUT', command: 'CONN' }, false, false],
])('%s', (_what, facts, isFinal, isCertain) => {
  expect(judgeFailure(Object.assign(new Error('x'), facts))).toEqual({ isFinal, isCertain })
})
