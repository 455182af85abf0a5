import { DAY, type Instant } from '#time/instant.ts'
import type { LocalDate } from '#time/wall-time.ts'
import { dateAt, wallOf } from '#time/zone.ts'

const dayStartsMinutes = 7 * 60
const dayEndsMinutes = 21 * 60
const lookAheadMs = 14 * DAY

/** Who is to come: the zone of whoever reads, and of the other side. */
export type Sides = { readerZone: string; otherZone: string }

/** Whether a meeting begins before 07:00 or ends after 21:00 on this side's clock. */
export function isOddHour(startsAt: Instant, durationMinutes: number, timeZone: string): boolean {
  const { minutes } = wallOf(timeZone, startsAt)
  return minutes < dayStartsMinutes || minutes + durationMinutes > dayEndsMinutes
}

/**
 * At most `count` of the starts to propose first, ascending: at hours when both are awake before those when the reader is
 * before any other, and one on each of the reader's dates before a second on the same. `starts` ascend; those more than
 * two weeks after the first are not looked at.
 */
export function suggestStarts(
  starts: readonly Instant[],
  durationMinutes: number,
  { readerZone, otherZone }: Sides,
  count: number,
): Instant[] {
  const near = starts.filter((at) => at - (starts[0] ?? at) < lookAheadMs)
  const forReader = near.filter((at) => !isOddHour(at, durationMinutes, readerZone))
  const forBoth = forReader.filter((at) => !isOddHour(at, durationMinutes, otherZone))
  const best = [forBoth, forReader, near].flatMap((some) => [...firstOfDates(some, readerZone), ...some])
  return [...new Set(best)].slice(0, count).toSorted((one, other) => one - other)
}

function firstOfDates(starts: readonly Instant[], timeZone: string): Instant[] {
  const firsts = new Map<LocalDate, Instant>()
  for (const at of starts) {
    const date = dateAt(timeZone, at)
    if (!firsts.has(date)) firsts.set(date, at)
  }
  return [...firsts.values()]
}
