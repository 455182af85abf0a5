import type { Db } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import { questionOfCounter } from '../counter-offer.ts'
import type { Ask } from '../slots.ts'
import { readAsk } from './read-ask.ts'

/**
 * Gathers what decides which times of their own a person can offer to an organizer: nothing but what stands in the time
 * of the two. In a change, call it under the lock of both.
 */
export async function readCounterAsk(
  db: Db,
  { organizerId, bookerId }: { organizerId: string; bookerId: string },
  wanted: Parameters<typeof questionOfCounter>[0],
  now: Instant,
): Promise<Ask> {
  return readAsk(db, { question: questionOfCounter(wanted, now), organizerId, bookerIds: [bookerId] }, now)
}
