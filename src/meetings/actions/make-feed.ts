import type { App } from '#platform/app.ts'
import { addressOf } from '#platform/contract.ts'
import type { Caller } from '#platform/http.ts'
import { hashToken, newToken } from '#platform/ids.ts'
import { countTry } from '#platform/rate-limits.ts'
import { HOUR, type Instant } from '#time/instant.ts'

import { readFeed } from '../contract/feed.ts'
import { saveFeed } from '../store/feeds.ts'

const feedsAnHour = { tries: 20, windowMs: HOUR }

/** Gives the caller's feed a new address, answered this once; the one before leads nowhere from now on. */
export async function makeFeed(
  app: App,
  { personId }: Pick<Caller, 'personId'>,
): Promise<{ url: string; madeAt: Instant }> {
  await countTry(app, `feed:${personId}`, feedsAnHour)
  const token = newToken()
  return app.transaction(async (tx) => {
    await saveFeed(tx.db, personId, hashToken(token), tx.now)
    await tx.audit({ action: 'feed.made', actorId: personId })
    const path = addressOf(readFeed.path, { token })
    return { url: new URL(path, app.config.publicUrl).href, madeAt: tx.now }
  })
}
