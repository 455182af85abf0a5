import type { Tx } from '#platform/app.ts'
import { newId } from '#platform/ids.ts'

import { passkeyAddedMail } from '../mails.ts'

/** Mails the person that there is one more way to sign in as them. */
export async function tellPasskeyAdded(tx: Tx, person: { id: string; email: string }): Promise<void> {
  const url = new URL('/settings/security', tx.app.config.publicUrl).href
  await tx.deliver({
    key: `accounts.passkey-added:${newId(tx.now)}`,
    personId: person.id,
    mail: passkeyAddedMail(person.email, url),
  })
}
