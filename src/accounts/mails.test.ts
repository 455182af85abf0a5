import { expect, test } from 'vitest'

import { passwordChangedMail, resetPasswordMail, signInMail, verifyAddressMail } from './mails.ts'

const url = 'https://parley.example/link/abc'

test.each([
  ['sign in', signInMail],
  ['reset', resetPasswordMail],
  ['verify', verifyAddressMail],
  ['password changed', passwordChangedMail],
])('the mail to %s says the same as text and as a page, with its link in both', (_, write) => {
  const mail = write('ana@example.org', url)
  expect(mail.to).toBe('ana@example.org')
  expect(mail.subject).not.toMatch(/[\r\n]/)
  expect(mail.text).toContain(url)
  expect(mail.html).toContain(`href="${url}"`)
  for (const paragraph of mail.text.split('\n\n').filter((text) => !text.includes(url))) {
    expect(mail.html).toContain(paragraph.trim())
  }
})
