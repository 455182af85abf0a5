import * as availability from '#availability'
import type { Tx } from '#platform/app.ts'

import { releaseRunOut } from '../store/engagements.ts'

/**
 * Takes these people's time for the rest of the change, by id, for something that is to stand in it. What was held of it and
 * has run out no longer bars it from then on; the holds themselves are ended right after, whatever the clock says by then.
 */
export async function lockTime(tx: Tx, personIds: readonly string[]): Promise<void> {
  await availability.lockBusy(tx, personIds)
  if (await releaseRunOut(tx.db, personIds, tx.now))
    await tx.enqueue({ name: 'meetings.holds-run-out', data: {} })
}
