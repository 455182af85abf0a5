import type { Interval } from '#time/interval.ts'

import { presentSlots, type Slots } from '../contract/slots.ts'
import { type Ask, bookableIn, refuseUnchecked } from '../slots.ts'

/** What this reader can book of an ask in a range, as it is told; nobody signed in is null. Throws `times_unchecked`. */
export function showSlots(ask: Ask, readerId: string | null, range: Interval): Slots {
  const personId = readerId ?? ''
  refuseUnchecked(ask, personId)
  return presentSlots(bookableIn(ask, personId, range))
}
