import type { Tx } from '#platform/app.ts'
import { hashToken, newId, newToken } from '#platform/ids.ts'
import type { Mail } from '#platform/mail.ts'

import { linkLifetimes, type LinkPurpose } from '../mailed-link.ts'
import { resetPasswordMail, signInMail, verifyAddressMail } from '../mails.ts'
import type { Person } from '../person.ts'
import { insertMailedLink } from '../store/mailed-links.ts'

const mailFor: Record<LinkPurpose, (to: string, url: string) => Mail> = {
  'sign-in': signInMail,
  'reset-password': resetPasswordMail,
  'verify-address': verifyAddressMail,
}

/** Sends the person a link of their own. `nextPath` is where they go on to afterwards, in whatever browser that is. */
export async function mailLink(
  tx: Tx,
  person: Person,
  purpose: LinkPurpose,
  nextPath: string | null,
): Promise<void> {
  const token = newToken()
  const link = {
    id: newId(tx.now),
    purpose,
    personId: person.id,
    email: person.email,
    nextPath,
    expiresAt: tx.now + linkLifetimes[purpose],
    usedAt: null,
  }
  await insertMailedLink(tx.db, link, hashToken(token), tx.now)
  const url = new URL(`/link/${token}`, tx.app.config.publicUrl).href
  await tx.deliver({
    key: `accounts.link:${link.id}`,
    personId: person.id,
    mail: mailFor[purpose](person.email, url),
  })
}
