import type { App } from '#platform/app.ts'
import type { Db } from '#platform/database.ts'
import { Refusal } from '#platform/refusal.ts'
import { DAY, type Instant } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

import { presentSlots } from '../contract/slots.ts'
import { type Ask, type Bookable, bookableIn, nothingBookable } from '../slots.ts'

const codes = ['time_taken', 'time_not_offered', 'invite_closed']

/** A refusal about times, together with the times there are now (`details.slots`); any other refusal as it is. */
export async function addFreshSlots(
  app: App,
  refusal: Refusal,
  wish: {
    personId: string
    startsAt: Instant
    durationMinutes: number
    /** What can still be asked, or why nothing can: then that is the refusal, whatever it was before. */
    readAsk: (db: Db) => Promise<Ask | Refusal>
  },
): Promise<Refusal> {
  if (!codes.includes(refusal.code)) return refusal
  const ask = await app.snapshot(wish.readAsk)
  if (ask instanceof Refusal) return withSlots(ask, nothingBookable(wish.durationMinutes))
  const range: Interval = [wish.startsAt - 31 * DAY, wish.startsAt + 31 * DAY]
  return withSlots(refusal, bookableIn(ask, wish.personId, range))
}

function withSlots({ kind, code, message, details }: Refusal, bookable: Bookable): Refusal {
  const slots = presentSlots(bookable)
  return new Refusal(kind, code, message, { details: { ...(details as object | undefined), slots } })
}
