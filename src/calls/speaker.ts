import { type Instant, SECOND } from '#time/instant.ts'

/** Who of the others speaks, and who is to be seen large. */
export type Speaker = {
  /** Seat of whoever speaks, or did a moment ago; null in silence. */
  speaking: string | null
  /** Seat of whoever spoke last; null before anybody did. */
  last: string | null
  heardAt: Instant
}

/** Nobody has spoken yet. */
export const silence: Speaker = { speaking: null, last: null, heardAt: 0 }

// Between two words nobody falls silent, and a cough of another takes the stage from nobody.
const holdMs = 1.2 * SECOND
const audible = 0.02

/** Who speaks after these were heard, each as loud as given from 0 to 1. */
export function hear(
  before: Speaker,
  loudness: readonly { seatId: string; level: number }[],
  now: Instant,
): Speaker {
  const heard = loudness.filter(({ level }) => level > audible)
  const isStill = heard.some(({ seatId }) => seatId === before.speaking)
  if (isStill) return { ...before, heardAt: now }
  const isPresent = loudness.some(({ seatId }) => seatId === before.speaking)
  if (before.speaking !== null && isPresent && now - before.heardAt < holdMs) return before
  const [loudest] = heard.toSorted((one, other) => other.level - one.level)
  if (!loudest) return before.speaking === null ? before : { ...before, speaking: null }
  return { speaking: loudest.seatId, last: loudest.seatId, heardAt: now }
}
