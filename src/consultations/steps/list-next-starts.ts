import * as meetings from '#meetings'
import type { App } from '#platform/app.ts'
import { DAY, type Instant, instantOf } from '#time/instant.ts'

import type { NextStarts, Offering } from '../offering.ts'
import { readOfferingAsk } from './read-offering-ask.ts'

const usualDays = 31

/**
 * The next starts of an offering from an instant on, whoever reads: those of a month, or all when the first is further away. Null
 * while a calendar that decides about them cannot be read.
 */
export async function listNextStarts(
  app: App,
  offering: Offering,
  { durationMinutes, from }: { durationMinutes: number; from: Instant },
): Promise<NextStarts | null> {
  const asked = { bookerId: null, durationMinutes }
  const ask = await app.snapshot((db) => readOfferingAsk(db, offering, asked, app.now()))
  if (ask.isUnchecked) return null
  const month = meetings.showSlots(ask, null, [from, from + usualDays * DAY])
  if (month.lastStart === null) return { starts: [], last: null }
  const last = instantOf(month.lastStart)
  const { starts } = month.starts.length > 0 ? month : meetings.showSlots(ask, null, [from, last + 1])
  return { starts: starts.map(instantOf), last }
}
