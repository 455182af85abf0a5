import { z } from 'zod'

import { instantText, route } from '#platform/contract.ts'
import { DAY, type Instant, parseInstant, toIso } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

const mostBusyRange = 62 * DAY

export const readOwnBusy = route({
  method: 'GET',
  path: '/api/calendars/busy',
  who: 'signed-in',
  summary: 'When one’s own calendars say one is busy, merged; nothing of what stands there',
  query: z
    .object({ from: instantText, to: instantText })
    .refine(({ from, to }) => isRange(parseInstant(from), parseInstant(to)), {
      path: ['to'],
      error: 'Ask for a range of at most 62 days.',
    }),
  reply: z.object({ busy: z.array(z.object({ startsAt: instantText, endsAt: instantText })) }),
})

/** When somebody is busy, for themselves. */
export function presentBusy(intervals: readonly Interval[]): z.infer<typeof readOwnBusy.reply> {
  return {
    busy: intervals.map(([startsAt, endsAt]) => ({ startsAt: toIso(startsAt), endsAt: toIso(endsAt) })),
  }
}

// What is no instant is said at its own field.
function isRange(from: Instant | undefined, to: Instant | undefined): boolean {
  return from === undefined || to === undefined || (from < to && to - from <= mostBusyRange)
}
