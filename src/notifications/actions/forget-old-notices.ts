import type { App } from '#platform/app.ts'
import { DAY } from '#time/instant.ts'

import { deleteOlder } from '../store/notices.ts'

const keptFor = 90 * DAY

/** Forgets what was told so long ago that nobody looks for it under the bell. */
export async function forgetOldNotices(app: App): Promise<void> {
  await app.transaction((tx) => deleteOlder(tx.db, tx.now - keptFor))
}
