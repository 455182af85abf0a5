import type { TestApp } from '../support/app.ts'

/** The token of the newest link that was mailed to the address under this subject. */
export async function mailedToken(parley: TestApp, to: string, subject: string): Promise<string> {
  const mails = await parley.mails()
  const mail = mails.find((each) => each.to === to && each.subject === subject)
  const token = /\/link\/([\w-]+)/.exec(mail?.text ?? '')?.[1]
  if (!token) throw new Error(`No mail "${subject}" went to ${to}.`)
  return token
}

export const subjects = {
  signIn: 'Your sign-in link',
  reset: 'Choose a new password',
  verify: 'Is this your address?',
  passwordChanged: 'Your password was changed',
}
