import { clip } from '#time/interval.ts'
import { addDays, type LocalDate } from '#time/wall-time.ts'
import { startOfDate, wallOf } from '#time/zone.ts'

import type { Standing } from '../elsewhere.ts'

/** What stands on a date, in minutes of the clock there. */
export function standingsOn(
  standings: readonly Standing[],
  date: LocalDate,
  timeZone: string,
): { name: string; tone: number; from: number; to: number }[] {
  const end = startOfDate(timeZone, addDays(date, 1))
  return standings.flatMap(({ name, tone, interval }) => {
    const part = clip(interval, [startOfDate(timeZone, date), end])
    if (!part) return []
    const to = part[1] === end ? 1440 : wallOf(timeZone, part[1]).minutes
    const from = wallOf(timeZone, part[0]).minutes
    // Where clocks are set back, something may seem to end before it begins.
    return [{ name, tone, from, to: Math.max(to, from + 15) }]
  })
}
