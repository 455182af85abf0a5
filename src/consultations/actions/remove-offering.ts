import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { lockOwnOffering } from '../access.ts'
import { removeOfferingRow } from '../store/offerings.ts'

/** Takes it away, with its page and picture. What was booked by it stays. */
export async function removeOffering(app: App, { personId }: Caller, offeringId: string): Promise<void> {
  await app.transaction(async (tx) => {
    await lockOwnOffering(tx.db, offeringId, personId)
    await removeOfferingRow(tx.db, offeringId, tx.now)
  })
}
