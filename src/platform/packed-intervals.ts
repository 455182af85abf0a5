import type { Instant } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

const year2000 = Date.UTC(2000, 0, 1)

/**
 * Intervals that a query packs as `timestamptz_send(start) || timestamptz_send(end)`, one after the other: much cheaper than
 * rows.
 */
export function readPackedIntervals(packed: Buffer): Interval[] {
  return Array.from({ length: packed.length / 16 }, (_, index): Interval => [
    instantIn(packed, index * 16),
    instantIn(packed, index * 16 + 8),
  ])
}

// As PostgreSQL sends an instant: whole microseconds since 2000, 64 bits, the highest first.
function instantIn(packed: Buffer, at: number): Instant {
  return year2000 + (packed.readInt32BE(at) * 2 ** 32 + packed.readUInt32BE(at + 4)) / 1000
}
