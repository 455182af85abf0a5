import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { mostListed, type NoticeRecord } from '../notice.ts'
import { countUnread, listLatest } from '../store/notices.ts'

/** What the caller was told lately, the latest first, and how much of all of it they have not read. */
export async function listNotices(
  app: App,
  caller: Caller,
): Promise<{ notices: NoticeRecord[]; unread: number }> {
  return await app.snapshot(async (db) => ({
    notices: await listLatest(db, caller.personId, mostListed),
    unread: await countUnread(db, caller.personId),
  }))
}
