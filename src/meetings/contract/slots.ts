import { z } from 'zod'

import { instantText, writtenInstant } from '#platform/contract.ts'
import { DAY, isoOrNull, parseInstant, toIso } from '#time/instant.ts'

import type { Bookable } from '../slots.ts'

/** At most 62 days, `[from, to)`. */
export const range = z
  .object({ from: instantText, to: instantText })
  .refine((asked) => !(lengthOf(asked) <= 0), {
    path: ['to'],
    error: 'The end of the range must be after its start.',
  })
  .refine((asked) => !(lengthOf(asked) > mostRangeMs), {
    path: ['to'],
    error: 'Ask for at most 62 days at once.',
  })

// NaN, which is neither too short nor too long, where a text is no instant: that is said at its own field.
function lengthOf({ from, to }: { from: string; to: string }): number {
  return (parseInstant(to) ?? Number.NaN) - (parseInstant(from) ?? Number.NaN)
}

const mostRangeMs = 62 * DAY

/**
 * Starts one can book in the asked range; a 409 about times carries a fresh one as `details.slots`, ± 31 days around the wish.
 * Every one of them books; nothing else does.
 */
export const slots = z.object({
  starts: z.array(writtenInstant),
  /** Those of `starts` at which the reader has something else that does not forbid it. */
  warned: z.array(writtenInstant),
  /** The first bookable start of all, whatever the range; null when there is none left. */
  firstStart: instantText.nullable(),
  lastStart: instantText.nullable(),
  durationMinutes: z.number().int(),
})
export type Slots = z.infer<typeof slots>

/** What a reader can book on the wire. */
export function presentSlots({ starts, warned, first, last, durationMinutes: minutes }: Bookable): Slots {
  return {
    starts: starts.map(toIso),
    warned: warned.map(toIso),
    firstStart: isoOrNull(first),
    lastStart: isoOrNull(last),
    durationMinutes: minutes,
  }
}
