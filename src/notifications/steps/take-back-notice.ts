import type { Tx } from '#platform/app.ts'

import { noticesEvent } from '../contract.ts'
import { deleteNotice } from '../store/notices.ts'

/** Takes what a person was told under a key from under their bell: it is not so any more. */
export async function takeBackNotice(tx: Tx, personId: string, key: string): Promise<void> {
  if (!(await deleteNotice(tx.db, personId, key))) return
  await tx.announce(`u:${personId}`, { kind: noticesEvent, actorId: null, payload: {} })
}
