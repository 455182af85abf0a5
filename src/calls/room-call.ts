import { HOUR, type Instant, MINUTE, SECOND } from '#time/instant.ts'

import type { Seat } from './seat.ts'

/** A call that somebody started in a room at once. One runs in a room at a time. */
export type RoomCall = {
  callId: string
  roomId: string
  startedById: string
  startedAt: Instant
  /** Null while it runs. */
  endedAt: Instant | null
}

/** What one person can start, in all rooms together. */
export const startsAnHour = { tries: 30, windowMs: HOUR }

// Nobody may be in for a moment: a page is loaded again, or the first is still choosing a camera.
const emptyForMs = 30 * SECOND
const unusedForMs = 3 * MINUTE
// It ends when nobody is in; this is only how long its link could be good at most.
const longestMs = 24 * HOUR

/** Until when a call that begins now leads in, unless it ends before. */
export function latestEnd(startedAt: Instant): Instant {
  return startedAt + longestMs
}

/** When a running call ended, by who was in it; undefined while it goes on. */
export function endOf(
  { startedAt }: RoomCall,
  seats: readonly Pick<Seat, 'leftAt'>[],
  now: Instant,
): Instant | undefined {
  if (seats.length === 0) return now - startedAt > unusedForMs ? startedAt : undefined
  const left = seats.flatMap(({ leftAt }) => leftAt ?? [])
  const last = Math.max(...left)
  return left.length === seats.length && now - last > emptyForMs ? last : undefined
}
