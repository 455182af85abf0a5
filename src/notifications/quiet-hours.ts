import { HOUR, type Instant } from '#time/instant.ts'
import { minutesOf, type WallTime } from '#time/wall-time.ts'
import { dayNumberAt, toInstantOfDay } from '#time/zone.ts'

import type { Channel, NoticeKind } from './notice.ts'

/** From one wall time to another in the person's zone, every day. An end before the start is on the next day. */
export type QuietHours = { from: WallTime; until: WallTime }

/** What one can still do about it the next morning. */
const timeToActMs = HOUR

/** When the quiet hours end that are on at this instant; null while there are none. */
export function quietUntil(hours: QuietHours | null, timeZone: string, now: Instant): Instant | null {
  if (!hours) return null
  const today = dayNumberAt(timeZone, now)
  const runsOver = minutesOf(hours.until) <= minutesOf(hours.from)
  for (const day of [today - 1, today]) {
    const from = toInstantOfDay(timeZone, day, minutesOf(hours.from))
    const until = toInstantOfDay(timeZone, runsOver ? day + 1 : day, minutesOf(hours.until))
    if (from <= now && now < until) return until
  }
  return null
}

/** Until when such a thing waits for the end of somebody's quiet hours; null when it goes out at once. */
export function waitFor(
  { hours, timeZone }: { hours: QuietHours | null; timeZone: string },
  notice: { kind: NoticeKind; at?: Instant | undefined },
  channel: Channel,
  now: Instant,
): Instant | null {
  const until = quietUntil(hours, timeZone, now)
  return until !== null && canWait(notice, channel, until) ? until : null
}

/**
 * Whether this can wait until the quiet hours end. Messages can, by mail as by push. A mail about a meeting never does: it
 * keeps calendars right, and nobody is woken by it. A push about a meeting waits unless the meeting begins before one could
 * act on it in the morning. A reminder never waits. Under the bell nothing has to.
 */
export function canWait(
  notice: { kind: NoticeKind; at?: Instant | undefined },
  channel: Channel,
  until: Instant,
): boolean {
  const { kind, at } = notice
  if (channel === 'in_app' || kind === 'reminder') return false
  if (kind === 'message' || kind === 'mention') return true
  if (channel === 'mail') return false
  return kind === 'link_trouble' || (at !== undefined && at >= until + timeToActMs)
}
