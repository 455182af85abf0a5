import * as availability from '#availability'
import * as calendars from '#calendars'
import type { Db } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import { questionOfCounter } from '../counter-offer.ts'
import { type Ask, outsideTaken, reachOf } from '../slots.ts'
import { listTaken } from '../store/engagements.ts'

/**
 * Gathers what decides which times of their own a person can offer to an organizer: nothing but what stands in the time
 * of the two, and how many meetings the organizer takes. In a change, call it under the lock of both.
 */
export async function readCounterAsk(
  db: Db,
  between: { organizerId: string; bookerId: string },
  wanted: Parameters<typeof questionOfCounter>[0],
  now: Instant,
): Promise<Ask> {
  const { organizerId, bookerId } = between
  const limits = await availability.scheduleOf(db, organizerId)
  const question = questionOfCounter({ ...wanted, limits }, now)
  const people = [...new Set([organizerId, bookerId])]
  const taken = await listTaken(db, people, reachOf(question), null)
  const busy = await calendars.listBusy(db, people, reachOf(question), now)
  return {
    question,
    taken: [...taken, ...outsideTaken(busy, organizerId)],
    organizerId,
    bookerId,
    isUnchecked: busy.some((one) => one.personId === organizerId && one.isUnknown),
  }
}
