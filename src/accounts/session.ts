import { DAY, type Instant, MINUTE } from '#time/instant.ts'

/** One browser in which a person is signed in. Its secret is known to that browser alone. */
export type Session = {
  id: string
  personId: string
  createdAt: Instant
  lastSeenAt: Instant
  userAgent: string
}

const idleMs = 14 * DAY
const absoluteMs = 90 * DAY
const touchAfterMs = MINUTE

const freshWithinMs = 15 * MINUTE

/** Whether somebody showed a moment ago who they are (ASVS 5.0 §7.5.1). */
export function isFresh(startedAt: Instant, now: Instant): boolean {
  return now - startedAt <= freshWithinMs
}

/** How long a browser keeps the cookie; the server ends the session earlier when it lies idle. */
export const longestSessionSeconds = absoluteMs / 1000

/** When a session ends by itself: 14 days after it was last used, and 90 days after signing in at the latest. */
export function sessionEndsAt(session: { createdAt: Instant; lastSeenAt: Instant }): Instant {
  return Math.min(session.lastSeenAt + idleMs, session.createdAt + absoluteMs)
}

/** Whether its last use is worth writing down again: at most once a minute. */
export function needsTouch(session: { lastSeenAt: Instant }, now: Instant): boolean {
  return now - session.lastSeenAt >= touchAfterMs
}
