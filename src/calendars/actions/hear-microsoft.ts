import type { App } from '#platform/app.ts'

import { findWatched, isWatchExpected } from '../store/watches.ts'
import { hearNotice } from '../steps/hear-notice.ts'

const mostNotices = 1000
// Theirs are UUIDs. Anything else is nobody's, and what no database holds must not be asked for.
const possibleId = /^[\w-]{1,200}$/
// After these no change is told any more until the subscription is renewed, or another is made.
const overEvents: ReadonlySet<string> = new Set(['subscriptionRemoved', 'reauthorizationRequired'])

/** Whether Microsoft may be asking if this is us: only while we ask for a subscription. */
export async function isAsked(app: App): Promise<boolean> {
  return isWatchExpected(app.db, 'microsoft', app.now())
}

/**
 * Takes what Microsoft sends as hints to look: changes, and that notices were missed or a subscription is about to end. One
 * bad item does not spoil the others; what does not know the subscription's secret is not heard.
 */
export async function hearMicrosoft(app: App, body: string): Promise<void> {
  for (const { subscriptionId, clientState, lifecycleEvent } of readNotices(body)) {
    const watched = await findWatched(app.db, subscriptionId)
    const isOver = overEvents.has(lifecycleEvent)
    await hearNotice(app, watched, { secret: clientState, scope: 'account', isOver })
  }
}

type Notice = { subscriptionId: string; clientState: string; lifecycleEvent: string }

function readNotices(body: string): Notice[] {
  const parsed = parseJson(body)
  const value = isRecord(parsed) && Array.isArray(parsed.value) ? parsed.value.slice(0, mostNotices) : []
  const seen = new Map<string, Notice>()
  for (const item of value.filter(isRecord)) {
    const { subscriptionId, clientState, lifecycleEvent = '' } = item
    if (typeof subscriptionId !== 'string' || typeof clientState !== 'string') continue
    if (typeof lifecycleEvent !== 'string' || !possibleId.test(subscriptionId)) continue
    // One user's act comes as several notices.
    seen.set(`${subscriptionId} ${clientState} ${lifecycleEvent}`, {
      subscriptionId,
      clientState,
      lifecycleEvent,
    })
  }
  return [...seen.values()]
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
