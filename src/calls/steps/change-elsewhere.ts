import type { Tx } from '#platform/app.ts'

import { type Elsewhere, isSamePlace } from '../place.ts'
import { saveElsewhere, takeElsewhere } from '../store/calls.ts'

/**
 * Has a call lead somewhere else from now on, or take place here with null, in the caller's change. Its join link stays, and
 * whoever is in stays in. Answers whether that is news.
 */
export async function changeElsewhere(
  tx: Tx,
  { callId, elsewhere }: { callId: string; elsewhere: Elsewhere | null },
): Promise<boolean> {
  const before = await takeElsewhere(tx.db, callId)
  if (isSamePlace(before, elsewhere)) return false
  await saveElsewhere(tx.db, callId, elsewhere)
  return true
}
