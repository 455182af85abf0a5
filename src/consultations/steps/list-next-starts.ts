import * as meetings from '#meetings'
import type { App } from '#platform/app.ts'
import { DAY, type Instant, instantOf } from '#time/instant.ts'

import type { Offering } from '../offering.ts'
import { readOfferingAsk } from './read-offering-ask.ts'

const mostDays = 31

/**
 * The starts of an offering in the month to come, in its shortest duration, whoever reads, ascending; null while a calendar that decides about
 * them cannot be read.
 */
export async function listNextStarts(app: App, offering: Offering): Promise<readonly Instant[] | null> {
  const [durationMinutes] = offering.durations
  if (durationMinutes === undefined) return []
  const now = app.now()
  const asked = { bookerId: null, durationMinutes }
  const ask = await app.snapshot((db) => readOfferingAsk(db, offering, asked, now))
  if (ask.isUnchecked) return null
  const { starts } = meetings.showSlots(ask, null, [now, now + mostDays * DAY])
  return starts.map(instantOf)
}
