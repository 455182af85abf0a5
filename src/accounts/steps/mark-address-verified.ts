import type { Tx } from '#platform/app.ts'

import { saveAddressVerified } from '../store/people.ts'

/** Marks the person's address as their own, and tells their open browsers. Answers whether it was not known before. */
export async function markAddressVerified(tx: Tx, personId: string): Promise<boolean> {
  const isNew = await saveAddressVerified(tx.db, personId, tx.now)
  if (!isNew) return false
  await tx.announce(`u:${personId}`, { kind: 'me.changed', actorId: personId, payload: {} })
  await tx.audit({ action: 'address.verified', actorId: personId })
  return true
}
