import { instantOf, toIso } from '#time/instant.ts'
import { addDays, type LocalDate } from '#time/wall-time.ts'
import { dateAt, startOfDate } from '#time/zone.ts'

/** A month on the wall, `YYYY-MM`. */
export type Month = string

/** The month a date is in. */
export function monthOf(date: LocalDate): Month {
  return date.slice(0, 7)
}

/** The month before (-1) or after (1). */
export function neighbourOf(month: Month, step: -1 | 1): Month {
  const within = step === 1 ? addDays(`${month}-28`, 4) : addDays(`${month}-01`, -1)
  return monthOf(within)
}

/** From the first instant of a month in a zone to the first of the next, as the API asks for it. */
export function rangeOf(month: Month, timeZone: string): { from: string; to: string } {
  return {
    from: toIso(startOfDate(timeZone, `${month}-01`)),
    to: toIso(startOfDate(timeZone, `${neighbourOf(month, 1)}-01`)),
  }
}

/** The starts by the date they have in a zone; dates and starts ascend. */
export function groupByDate(starts: readonly string[], timeZone: string): Map<LocalDate, string[]> {
  const days = new Map<LocalDate, string[]>()
  for (const start of starts) {
    const date = dateOf(start, timeZone)
    const day = days.get(date)
    if (day) day.push(start)
    else days.set(date, [start])
  }
  return days
}

/** The date an instant (ISO) has in a zone. */
export function dateOf(start: string, timeZone: string): LocalDate {
  return dateAt(timeZone, instantOf(start))
}
