import type { Tx } from '#platform/app.ts'

import { noticesEvent } from '../contract.ts'
import { closeWay } from '../store/notices.ts'

/** Takes the way to a room out of what a person was told of it, because they are not in it any more. */
export async function closeWayToRoom(tx: Tx, personId: string, roomId: string): Promise<void> {
  if (!(await closeWay(tx.db, personId, roomId))) return
  await tx.announce(`u:${personId}`, { kind: noticesEvent, actorId: null, payload: {} })
}
