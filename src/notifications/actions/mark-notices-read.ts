import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { noticesEvent } from '../contract.ts'
import { markRead } from '../store/notices.ts'

/** Marks one of the caller's notices as read, or it and all before it. A notice that is gone was read. */
export async function markNoticesRead(
  app: App,
  caller: Caller,
  read: { noticeId: string; andEarlier: boolean },
): Promise<void> {
  const { personId } = caller
  await app.transaction(async (tx) => {
    if (!(await markRead(tx.db, { personId, ...read }, tx.now))) return
    await tx.announce(`u:${personId}`, { kind: noticesEvent, actorId: personId, payload: {} })
  })
}
