import { z } from 'zod'

import { route, type WireEvent, wireEvent } from '#platform/contract.ts'

import { head } from './fields.ts'

/** One event of a stream on the wire. */
export type StreamEvent = WireEvent

/** What came after a number, for a browser that missed something. */
export const listStreamEvents = route({
  method: 'GET',
  path: '/api/streams/:stream/events',
  who: 'stream-listener',
  summary: 'The events of a stream one may read, after a number, in order',
  params: z.object({ stream: z.string().max(60) }),
  query: z.object({
    after: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(200).default(200),
  }),
  reply: z.object({ events: z.array(wireEvent), head }),
  refusals: ['history_gone'],
})
