import type { Tx } from '#platform/app.ts'
import { unauthenticated } from '#platform/refusal.ts'

import { accountKeptMail } from '../mails.ts'
import { deleteErasure, takeErasure } from '../store/erasures.ts'
import { findPerson } from '../store/people.ts'

/** Whoever signs in again keeps their account, if they had asked for it to be deleted. Throws once that has begun. */
export async function keepAccount(tx: Tx, personId: string): Promise<void> {
  const erasure = await takeErasure(tx.db, personId)
  if (!erasure) return
  if (erasure.begunAt !== null)
    throw unauthenticated(
      'account_deleted',
      'This account is being deleted, as you asked. It cannot be kept any more.',
    )
  await deleteErasure(tx.db, personId)
  await tx.audit({ action: 'account.kept', actorId: personId })
  const person = await findPerson(tx.db, personId)
  if (!person) return
  const url = new URL('/settings/profile', tx.app.config.publicUrl).href
  await tx.deliver({
    key: `accounts.kept:${personId}:${erasure.askedAt}`,
    personId,
    mail: accountKeptMail(person.email, url),
  })
}
