import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { deleteFeed } from '../store/feeds.ts'

/** Ends the caller's feed: its address leads nowhere from now on. Again changes nothing. */
export async function endFeed(app: App, { personId }: Pick<Caller, 'personId'>): Promise<void> {
  await app.transaction(async (tx) => {
    if (await deleteFeed(tx.db, personId)) await tx.audit({ action: 'feed.ended', actorId: personId })
  })
}
