import type { Tx } from '#platform/app.ts'
import { newToken } from '#platform/ids.ts'

import type { Elsewhere } from '../place.ts'
import type { WantedCall } from '../call.ts'
import { insertCall, type Way } from '../store/calls.ts'

/**
 * Opens a call in the caller's transaction and gives it the join link it keeps for life. `subjectId` is what it is about.
 * Answers how one gets into it.
 */
export async function openCall(
  tx: Tx,
  {
    id,
    subjectId,
    wanted,
    elsewhere = null,
  }: { id: string; subjectId: string; wanted: WantedCall; elsewhere?: Elsewhere | null },
): Promise<Way> {
  const way = { joinToken: newToken(), elsewhere }
  await insertCall(tx.db, { id, subjectId, wanted, ...way }, tx.now)
  return way
}
