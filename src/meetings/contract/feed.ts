import { z } from 'zod'

import { done, instantText, route } from '#platform/contract.ts'
import { type Instant, toIso } from '#time/instant.ts'

export const readFeedState = route({
  method: 'GET',
  path: '/api/me/feed',
  who: 'signed-in',
  summary: 'Whether there is an address to subscribe to one’s meetings; never the address itself',
  reply: z.object({ madeAt: instantText.nullable() }),
})

export const makeFeed = route({
  method: 'POST',
  path: '/api/me/feed',
  who: 'signed-in',
  summary: 'A new address to subscribe to one’s meetings, shown this once; the one before ends',
  reply: z.object({ url: z.string(), webcalUrl: z.string(), madeAt: instantText }),
  refusals: ['too_many_tries'],
})

export const endFeed = route({
  method: 'DELETE',
  path: '/api/me/feed',
  who: 'signed-in',
  summary: 'End the address to subscribe to',
  reply: done,
})

/** `text/calendar`, RFC 5545. The address is the credential: whoever has it reads it. */
export const readFeed = route({
  method: 'GET',
  path: '/feeds/:token/meetings.ics',
  who: 'anyone',
  ignoresSession: true,
  summary: 'All meetings of one person, to subscribe to',
  params: z.object({ token: z.string().max(100) }),
  reply: z.string(),
})

/** A feed's new address, for its owner, this once. */
export function presentFeed({ url, madeAt }: { url: string; madeAt: Instant }): {
  url: string
  webcalUrl: string
  madeAt: string
} {
  return { url, webcalUrl: url.replace(/^https?:/, 'webcal:'), madeAt: toIso(madeAt) }
}
