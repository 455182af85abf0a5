import { z } from 'zod'

import { DAY, MINUTE, parseInstant, toIso } from '#time/instant.ts'

import type { Access, Hook, Watch } from '../port.ts'
import { type Answer, type Client, notWhole, type Question, read, tokenOf, wholeInstant } from './http.ts'
import { type Asking, calendarAt, explainGraph, preferences, vendor } from './microsoft-client.ts'
import { grants } from './oauth-house.ts'

/** Texts about the longest life of a subscription differ; this much everybody grants. */
const watchLife = 4200 * MINUTE
/** The window of a delta link stands still, so a new one is begun before it is far behind. */
const cursorLife = 7 * DAY
const cursorBack = DAY
const cursorAhead = 400 * DAY
const changesShape = z.object({
  value: z.array(z.object({ id: z.string() })),
  '@odata.nextLink': z.string().optional(),
  '@odata.deltaLink': z.string().optional(),
})
const subscriptionShape = z.object({
  id: z.string(),
  resource: z.string(),
  expirationDateTime: z.string(),
})

/**
 * Whether something changed since the cursor, and the next one; null where only a whole read tells. A delta link is used as a
 * sign of change and for nothing else: it is kept with the moment it was begun, because the window it covers stands still.
 */
export async function checkForChanges(
  asking: Asking,
  cursor: string | null,
): Promise<{ changed: boolean; cursor: string | null }> {
  const [begunText = '', link = ''] = cursor?.split(' ') ?? []
  const begunAt = parseInstant(begunText)
  const isFresh =
    begunAt !== undefined && asking.now() - begunAt < cursorLife && URL.parse(link)?.origin === asking.origin
  const since = isFresh ? await followDelta(asking, { at: link }) : 'dead'
  if (since !== 'dead') return { changed: since.changed, cursor: `${begunText} ${since.link}` }
  const now = asking.now()
  const begun = await followDelta(asking, {
    at: `${calendarAt(asking.calendar)}/calendarView/delta`,
    query: { startDateTime: toIso(now - cursorBack), endDateTime: toIso(now + cursorAhead) },
  })
  // Not to be had for every calendar: then only a whole read tells.
  return { changed: true, cursor: begun === 'dead' ? null : `${toIso(now)} ${begun.link}` }
}

/** A subscription by which Graph tells that something changed; null where the grant does not cover one. */
export async function watch({ ask, now, access, signal }: Asking, hook: Hook): Promise<Watch | null> {
  if (!grants(access.scopes, ['Calendars.Read', 'Calendars.ReadWrite'])) return null
  const { body } = await ask({
    method: 'POST',
    at: '/subscriptions',
    headers: preferences,
    body: {
      changeType: 'created,updated,deleted',
      // One for all calendars of the mailbox: single ones are not among what can be subscribed to, and a second one is refused.
      resource: 'me/events',
      notificationUrl: hook.url,
      lifecycleNotificationUrl: hook.url,
      expirationDateTime: toIso(now() + watchLife),
      clientState: hook.secret,
    },
    ...tokenOf(vendor, access),
    signal,
  })
  return watchIn(body)
}

/** The same subscription for longer, which also lets one speak again that had to prove itself; null when it is no more. */
export async function renewWatch(
  { ask, now, access, signal }: Omit<Asking, 'calendar' | 'origin'>,
  watching: Watch,
): Promise<Watch | null> {
  const answer = await ask({
    method: 'PATCH',
    at: subscriptionAt(watching),
    headers: preferences,
    body: { expirationDateTime: toIso(now() + watchLife) },
    expects: [404],
    ...tokenOf(vendor, access),
    signal,
  })
  return answer.status === 404 ? null : watchIn(answer.body)
}

/** Ends a subscription; one that is no longer there is fine. */
export async function unwatch(
  ask: Client,
  access: Access,
  watching: Watch,
  signal: AbortSignal,
): Promise<void> {
  const at = subscriptionAt(watching)
  await ask({ method: 'DELETE', at, expects: [404], ...tokenOf(vendor, access), signal })
}

function subscriptionAt({ id }: Watch): string {
  return `/subscriptions/${encodeURIComponent(id)}`
}

function watchIn(body: unknown): Watch {
  const { id, resource, expirationDateTime } = read(vendor, subscriptionShape, body)
  return { id, resourceId: resource, expiresAt: wholeInstant(vendor, parseInstant(expirationDateTime)) }
}

async function followDelta(
  { ask, access, signal }: Asking,
  first: Pick<Question, 'at' | 'query'>,
): Promise<{ changed: boolean; link: string } | 'dead'> {
  let changed = false
  let next = first
  for (;;) {
    const answer = await ask({
      ...next,
      headers: { Prefer: `${preferences.Prefer}, odata.maxpagesize=200` },
      expects: [400, 404, 405, 410, 501],
      ...tokenOf(vendor, access),
      signal,
    })
    if (answer.status >= 400) return deltaRefused(answer)
    const page = read(vendor, changesShape, answer.body)
    changed ||= page.value.length > 0
    const link = page['@odata.deltaLink']
    if (link !== undefined) return { changed, link }
    // Empty pages are common; one that leads nowhere is not whole.
    const following = page['@odata.nextLink']
    if (following === undefined) throw notWhole(vendor)
    next = { at: following }
  }
}

function deltaRefused(answer: Answer): 'dead' {
  const trouble = explainGraph(answer)
  if (trouble.kind === 'unsupported') throw trouble
  return 'dead'
}
