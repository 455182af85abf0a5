import { z } from 'zod'

import { done, id, instantText, route } from '#platform/contract.ts'
import { toIso } from '#time/instant.ts'

import type { BehindCopy as Behind } from '../copy.ts'
import { providerNames } from '../providers.ts'

const copyState = z.enum(['waiting', 'parked'])
const behindCopy = z.object({
  subjectId: id,
  provider: z.enum(providerNames),
  state: copyState,
  title: z.string(),
  startsAt: instantText,
  endsAt: instantText,
  since: instantText,
  /** Why it is not there yet, for its owner. */
  trouble: z.string().nullable(),
  /** Nothing helps but to link the calendar again. */
  needsRelink: z.boolean(),
})
export type BehindCopy = z.infer<typeof behindCopy>

export const listBehindCopies = route({
  method: 'GET',
  path: '/api/calendars/copies',
  who: 'signed-in',
  summary: 'Meetings that should stand in one’s calendar and do not yet, or were given up',
  reply: z.object({ copies: z.array(behindCopy) }),
})

export const countBehindCopies = route({
  method: 'GET',
  path: '/api/calendars/copies/counts',
  who: 'operator',
  summary: 'How many meetings are not in calendars as they should be, by provider and state',
  reply: z.object({
    counts: z.array(
      z.object({
        provider: z.enum(providerNames),
        state: copyState,
        count: z.number().int(),
        oldest: instantText,
      }),
    ),
  }),
})

export const writeCopyAgain = route({
  method: 'POST',
  path: '/api/calendars/copies/:subjectId/again',
  who: 'signed-in',
  summary:
    'Have one’s own copy of a meeting written now: after it was given up, or anew after one removed it there',
  params: z.object({ subjectId: id }),
  reply: done,
  refusals: ['nothing_to_write'],
})

/** As its owner sees it. */
export function presentBehindCopy({ copy, provider, needsRelink }: Behind): BehindCopy {
  const { subjectId, state, wanted, behindSince, lastError: trouble } = copy
  return {
    subjectId,
    provider,
    state: state === 'parked' ? 'parked' : 'waiting',
    title: wanted?.title ?? '',
    startsAt: toIso(wanted?.startsAt ?? copy.endsAt),
    endsAt: toIso(copy.endsAt),
    since: toIso(behindSince),
    trouble,
    needsRelink,
  }
}
