import { sayUntil } from '#time/display.ts'
import { type Instant, instantOf, MINUTE } from '#time/instant.ts'

import type { Meeting } from '../contract/meeting.ts'

/** Where a meeting stands on the reader's clock; `released` was asked for and never confirmed. */
export type Phase = 'held' | 'released' | 'to come' | 'near' | 'now' | 'over' | 'cancelled'

const nearMs = 15 * MINUTE

/** What of a meeting's life it is now; `near` are the fifteen minutes before it starts. */
export function phaseOf(
  meeting: Pick<Meeting, 'status' | 'heldUntil' | 'startsAt' | 'endsAt'>,
  now: Instant,
): Phase {
  // By the reader's own clock: it says so to the second, and nobody has to be told first.
  if (meeting.heldUntil !== null)
    return meeting.status === 'held' && now < instantOf(meeting.heldUntil) ? 'held' : 'released'
  if (meeting.status === 'cancelled') return 'cancelled'
  if (now >= instantOf(meeting.endsAt)) return 'over'
  const startsAt = instantOf(meeting.startsAt)
  if (now >= startsAt) return 'now'
  return now >= startsAt - nearMs ? 'near' : 'to come'
}

/** The phase as a chip says it. */
export function sayPhase(phase: Phase, startsAt: Instant, now: Instant): string {
  if (phase === 'held') return 'Waits for an answer'
  if (phase === 'released') return 'Not booked'
  if (phase === 'cancelled') return 'Cancelled'
  if (phase === 'over') return 'Over'
  if (phase === 'now') return 'Now'
  return phase === 'near' ? `Starts in ${sayUntil(startsAt - now)}` : 'Confirmed'
}
