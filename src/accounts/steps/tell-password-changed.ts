import type { Tx } from '#platform/app.ts'
import { newId } from '#platform/ids.ts'

import { passwordChangedMail } from '../mails.ts'

/** Mails the person that their password is another one now. */
export async function tellPasswordChanged(tx: Tx, person: { id: string; email: string }): Promise<void> {
  const url = new URL('/forgot-password', tx.app.config.publicUrl).href
  await tx.deliver({
    key: `accounts.password-changed:${newId(tx.now)}`,
    personId: person.id,
    mail: passwordChangedMail(person.email, url),
  })
}
