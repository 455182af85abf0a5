import type { Tx } from '#platform/app.ts'

import { saveStanding } from '../store/agreements.ts'

/**
 * Has an agreement looked at again, from the caller's change on: by the job in the same commit, or by the sweep where that
 * is lost.
 */
export async function wakeAgreement(tx: Tx, inviteId: string): Promise<void> {
  await saveStanding(tx.db, inviteId, { settleAt: tx.now })
  await tx.enqueue({ name: 'meetings.agreements-due', data: {} })
}
