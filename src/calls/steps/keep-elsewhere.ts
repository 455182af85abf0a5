import type { Tx } from '#platform/app.ts'

import { settleElsewhere } from '../place.ts'
import { saveElsewhere, takeElsewhere } from '../store/calls.ts'

/**
 * Keeps, in the caller's change, what has come of the place that a calendar was to make for a call: its link, or null where
 * none is made. Answers whether that is news.
 */
export async function keepElsewhere(
  tx: Tx,
  { callId, url }: { callId: string; url: string | null },
): Promise<boolean> {
  const before = await takeElsewhere(tx.db, callId)
  if (!before || before.kind === 'link') return false
  const after = settleElsewhere(before, url)
  if (after.state === before.state && after.url === before.url) return false
  await saveElsewhere(tx.db, callId, after)
  return true
}
