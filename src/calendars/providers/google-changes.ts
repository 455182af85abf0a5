import { z } from 'zod'

import type { Instant } from '#time/instant.ts'

import type { Access, Hook, Watch } from '../port.ts'
import { mayReadEvents } from './google-calendars.ts'
import { askCalendar, type Asking, explainGoogle, pageSize, reasonOf, vendor } from './google-client.ts'
import { type Answer, type Client, notWhole, read, tokenOf, wholeInstant } from './http.ts'
import { grants } from './oauth-house.ts'

/** In seconds, which Google takes as text. */
const longestWatch = '604800'
const changesShape = z.object({
  kind: z.literal('calendar#events'),
  items: z.array(z.object({ id: z.string() })).default([]),
  nextPageToken: z.string().optional(),
  nextSyncToken: z.string().optional(),
})
const channelShape = z.object({ id: z.string(), resourceId: z.string(), expiration: z.string().optional() })

/** Whether something changed since the cursor, and the next one; null where only a whole read tells. */
export async function checkForChanges(
  asking: Asking,
  cursor: string | null,
): Promise<{ changed: boolean; cursor: string | null }> {
  const listed = ['calendar.events.freebusy', 'calendar.events.owned']
  const isListed = mayReadEvents(asking.access, asking.calendar) || grants(asking.access.scopes, listed)
  if (!isListed) return { changed: true, cursor: null }
  if (cursor === null) return beginCursor(asking)
  const since = await followCursor(asking, cursor, false)
  return since === 'dead' ? beginCursor(asking) : since
}

/** A channel by which Google tells that something changed; null where it has none. */
export async function watch(asking: Asking, hook: Hook, now: () => Instant): Promise<Watch | null> {
  const answer = await askCalendar(asking, {
    method: 'POST',
    at: '/events/watch',
    body: {
      id: hook.channelId,
      type: 'web_hook',
      address: hook.url,
      token: hook.secret,
      params: { ttl: longestWatch },
    },
    expects: [400, 403],
  })
  if (answer.status >= 400) return watchRefused(answer)
  const channel = read(vendor, channelShape, answer.body)
  // Google may give less than was asked for; without a word about it, it is what was asked.
  const expiresAt =
    channel.expiration === undefined ? now() + Number(longestWatch) * 1000 : Number(channel.expiration)
  return { id: channel.id, resourceId: channel.resourceId, expiresAt: wholeInstant(vendor, expiresAt) }
}

/** Ends a channel; one that is no longer there is fine. */
export async function unwatch(
  ask: Client,
  access: Access,
  watching: Watch,
  signal: AbortSignal,
): Promise<void> {
  const body = { id: watching.id, resourceId: watching.resourceId }
  await ask({
    method: 'POST',
    at: '/channels/stop',
    body,
    expects: [404],
    ...tokenOf(vendor, access),
    signal,
  })
}

async function beginCursor(asking: Asking): Promise<{ changed: boolean; cursor: string | null }> {
  const begun = await followCursor(asking, undefined, true)
  // Dead before it began, or not to be had for this calendar: then only a whole read tells.
  return begun === 'dead' ? { changed: true, cursor: null } : { ...begun, changed: true }
}

/** Changes since the cursor, page by page; without one, only the way to the next cursor. No event's content is asked for. */
async function followCursor(
  asking: Asking,
  syncToken: string | undefined,
  isNew: boolean,
): Promise<{ changed: boolean; cursor: string | null } | 'dead'> {
  const fields = isNew ? 'kind,nextPageToken,nextSyncToken' : 'kind,nextPageToken,nextSyncToken,items(id)'
  let changed = false
  let pageToken: string | undefined
  for (;;) {
    const answer = await askCalendar(asking, {
      at: '/events',
      query: { maxResults: pageSize, syncToken, pageToken, fields },
      expects: isNew ? [403, 410] : [400, 403, 410],
    })
    if (answer.status === 410 || answer.status === 400) return 'dead'
    if (answer.status === 403) return listingRefused(answer)
    const page = read(vendor, changesShape, answer.body)
    changed ||= page.items.length > 0
    if (page.nextSyncToken !== undefined) return { changed, cursor: page.nextSyncToken }
    if (page.nextPageToken === undefined) throw notWhole(vendor)
    pageToken = page.nextPageToken
  }
}

/** A calendar of which only free/busy may be seen may refuse its events; anything else is trouble. */
function listingRefused(answer: Answer): 'dead' {
  const code = reasonOf(answer.body)
  if (code === 'forbidden' || code === 'requiredAccessLevel') return 'dead'
  throw explainGoogle(answer)
}

/** Some calendars cannot be watched (holidays, birthdays, those seen as free/busy only): they are polled. */
function watchRefused(answer: Answer): null {
  const code = reasonOf(answer.body)
  const isPolled =
    code === 'pushNotSupportedForRequestedResource' || code === 'forbidden' || code === 'requiredAccessLevel'
  if (isPolled) return null
  throw explainGoogle(answer)
}
