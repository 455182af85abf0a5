import { usePreferences } from '#kit/preferences.tsx'
import { sayDay, sayWallTime } from '#time/display.ts'
import { type LocalDate, wallTimeOf } from '#time/wall-time.ts'

import { type Span, windowOf } from '../day-windows.ts'
import { findWindow, type Spot } from '../drawn-hours.ts'
import type { Standing } from '../elsewhere.ts'
import { windowText } from '../hours-summary.ts'
import type { Hours, Window } from '../schedule.ts'
import { sayStanding, standingsOn } from './standings-on.ts'

export type WeekWords = ReturnType<typeof useWeekWords>

/** What is said of a week one draws in: of its dates, its windows, and what stands there. */
export function useWeekWords(hours: Hours, standings: readonly Standing[]) {
  const preferences = usePreferences()
  const { hourCycle } = preferences
  const date = (one: LocalDate) => sayDay(one, { ...preferences, timeZone: hours.timeZone })
  const window = (one: Window) => windowText(one, hourCycle)
  const spot = (at: Spot) => {
    const found = findWindow(hours, at)
    const time = sayWallTime(wallTimeOf(at.minute), hourCycle)
    return `${date(at.date)}, ${time}, ${found ? `open ${window(found.window)}` : 'not open'}`
  }
  const there = (at: Spot) => sayStanding(standingsOn(standings, at.date, hours.timeZone), at.minute)
  return {
    date,
    window,
    span: (one: Span) => window(windowOf(one)),
    /** Where it is, and whether it is open then. */
    spot,
    /** What stands at a spot in one's own time; empty where nothing does. */
    there,
    all: (at: Spot) => [spot(at), there(at)].filter((part) => part !== '').join(', '),
  }
}
