import * as availability from '#availability'
import type { Db } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import { questionOfCounter } from '../counter-offer.ts'
import type { Ask } from '../slots.ts'
import { readAsk } from './read-ask.ts'

/**
 * Gathers what decides which times of their own a person can offer to an organizer: nothing but what stands in the time
 * of the two, and how many meetings the organizer takes. In a change, call it under the lock of both.
 */
export async function readCounterAsk(
  db: Db,
  { organizerId, bookerId }: { organizerId: string; bookerId: string },
  wanted: Parameters<typeof questionOfCounter>[0],
  now: Instant,
): Promise<Ask> {
  const limits = await availability.scheduleOf(db, organizerId)
  const question = questionOfCounter({ ...wanted, limits }, now)
  return readAsk(db, { question, organizerId, bookerIds: [bookerId] }, now)
}
