import type { Tx } from '#platform/app.ts'
import { newToken } from '#platform/ids.ts'

import type { Elsewhere } from '../place.ts'
import type { WantedCall } from '../call.ts'
import { insertCall } from '../store/calls.ts'

/** Opens a call in the caller's transaction and gives it the join link it keeps for life. `subjectId` is what it is about. */
export async function openCall(
  tx: Tx,
  {
    id,
    subjectId,
    wanted,
    elsewhere = null,
  }: { id: string; subjectId: string; wanted: WantedCall; elsewhere?: Elsewhere | null },
): Promise<void> {
  await insertCall(tx.db, { id, subjectId, joinToken: newToken(), wanted, elsewhere }, tx.now)
}
