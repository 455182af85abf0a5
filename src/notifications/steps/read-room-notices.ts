import type { Tx } from '#platform/app.ts'

import { noticesEvent } from '../contract.ts'
import { markMessagesRead } from '../store/notices.ts'

/** Marks what a person was told of a room's messages as read: they have read the room itself. */
export async function readRoomNotices(tx: Tx, personId: string, roomId: string): Promise<void> {
  if (!(await markMessagesRead(tx.db, personId, roomId, tx.now))) return
  await tx.announce(`u:${personId}`, { kind: noticesEvent, actorId: personId, payload: {} })
}
