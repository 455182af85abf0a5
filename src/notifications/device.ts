import { type Instant, SECOND } from '#time/instant.ts'

/** A browser that its person lets us push to, for as long as the session lasts in which they said so. */
export type Device = {
  id: string
  personId: string
  sessionId: string
  /** As its person knows it. */
  name: string
  addedAt: Instant
  /** The last push that its service took; null before the first. */
  reachedAt: Instant | null
}

/** How many devices of one person are pushed to; the one added first makes place. */
export const mostDevices = 20

const longestTtlSeconds = 24 * 60 * 60

/** For how long a push service should keep what a device cannot take now, in seconds. */
export function keepForSeconds(usefulUntil: Instant | null, now: Instant): number {
  if (usefulUntil === null) return longestTtlSeconds
  return Math.min(longestTtlSeconds, Math.max(0, Math.floor((usefulUntil - now) / SECOND)))
}
