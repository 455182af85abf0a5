import type { App } from '#platform/app.ts'
import type { Instant } from '#time/instant.ts'

import type { Offering } from '../offering.ts'

/** The next starts of an offering in its shortest duration, ascending; null while nobody knows them. */
export async function listNextStarts(_app: App, _offering: Offering): Promise<readonly Instant[] | null> {
  return null
}
