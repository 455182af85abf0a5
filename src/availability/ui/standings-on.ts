import { clip } from '#time/interval.ts'
import { addDays, type LocalDate } from '#time/wall-time.ts'
import { startOfDate, wallOf } from '#time/zone.ts'

import type { Standing } from '../elsewhere.ts'

/** What stands on a date of a zone: what it is called, where it stands if that is a calendar, and its minutes of the clock there. */
export type StandingOn = { called: string; calendar: string | null; tone: number; from: number; to: number }

/** What stands on a date, in minutes of the clock there. What has no title goes by its calendar's name. */
export function standingsOn(standings: readonly Standing[], date: LocalDate, timeZone: string): StandingOn[] {
  const end = startOfDate(timeZone, addDays(date, 1))
  return standings.flatMap(({ name, title, tone, interval }) => {
    const part = clip(interval, [startOfDate(timeZone, date), end])
    if (!part) return []
    const to = part[1] === end ? 1440 : wallOf(timeZone, part[1]).minutes
    const from = wallOf(timeZone, part[0]).minutes
    // Where clocks are set back, something may seem to end before it begins.
    const named = { called: title ?? name, calendar: title === null ? null : name }
    return [{ ...named, tone, from, to: Math.max(to, from + 15) }]
  })
}

/** The same at one minute of it, in words: `Dentist (Work), Meeting: Garden`; empty where nothing stands. */
export function sayStanding(standing: readonly StandingOn[], minute: number): string {
  return standing
    .filter(({ from, to }) => from <= minute && minute < to)
    .map(({ called, calendar }) => (calendar === null ? called : `${called} (${calendar})`))
    .join(', ')
}
