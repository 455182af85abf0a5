import type { Instant } from '#time/instant.ts'
import { clip, type Interval, union } from '#time/interval.ts'
import { dayNumberOf, lastDayNumber, type LocalDate, minutesOf, weekdayOfDay } from '#time/wall-time.ts'
import { dayNumberAt, startOfDay, toInstantOfDay } from '#time/zone.ts'

import { type Hours, type Window, weekdays } from './schedule.ts'

/** What windows are read from; `Hours` and `Schedule` fit. */
export type WindowRules = {
  readonly timeZone: string
  readonly weekly: { readonly [Day in keyof Hours['weekly']]?: readonly Readonly<Window>[] }
  readonly overrides: { readonly [date: string]: readonly Readonly<Window>[] }
  /** The only dates that have windows, both included; the last one's may run into the date after. All without them. */
  readonly firstDate?: LocalDate | undefined
  readonly lastDate?: LocalDate | undefined
}

/** Minutes from the date's midnight on the clock; an end that runs into the next date is above 1440. */
type ClockWindow = readonly [from: number, to: number]
type Calendar = {
  zone: string
  weekly: readonly (readonly ClockWindow[])[]
  overrides: Map<number, readonly ClockWindow[]>
}

/** When the hours are open inside the range: ascending, disjoint, not touching. Throws a RangeError for an unknown zone. */
export function windowsOf(hours: WindowRules, range: Interval): Interval[] {
  return union(windowsByDate(hours, range))
    .map((window) => clip(window, range))
    .filter((window) => window !== undefined)
}

/**
 * The windows of each date, whole, by start, for every date that could have one in the range and a few around it. Those of
 * one date are merged where they touch or overlap; those of different dates are not, because each has a grid of its own.
 */
export function windowsByDate(hours: WindowRules, range: Interval): Interval[] {
  const calendar = readCalendar(hours)
  // Before: a day for a window that runs over, one for a skipped date, one for clocks set back by a day.
  const first = Math.max(dayNumberAt(calendar.zone, range[0]) - 3, dayOr(hours.firstDate, -Infinity))
  const last = Math.min(
    dayNumberAt(calendar.zone, range[1]) + 2,
    dayOr(hours.lastDate, Infinity),
    lastDayNumber - 1,
  )
  const windows: Interval[] = []
  for (let day = first; day <= last; day++) {
    for (const window of windowsOfDay(calendar, day)) windows.push(window)
  }
  // Out of order only where a whole date was skipped and its windows moved past the next date's.
  return windows.every((window, index) => index === 0 || startOf(windows[index - 1]) <= window[0])
    ? windows
    : windows.sort((a, b) => a[0] - b[0])
}

function dayOr(date: LocalDate | undefined, otherwise: number): number {
  return date === undefined ? otherwise : dayNumberOf(date)
}

function windowsOfDay(calendar: Calendar, day: number): Interval[] {
  const clock = calendar.overrides.get(day) ?? calendar.weekly[weekdayOfDay(day)] ?? []
  if (clock.length === 0) return []
  const cut = cutAfter(calendar, day)
  const resolved = clock.map(([from, to]): Interval => {
    const start = toInstantOfDay(calendar.zone, day, from)
    return [start, Math.min(toInstantOfDay(calendar.zone, day, to), cut)]
  })
  const [only] = resolved
  return resolved.length === 1 && only && only[0] < only[1] ? resolved : union(resolved)
}

/** An override owns its whole date, so nothing of an earlier date reaches into it. Across a skipped date that may be two away. */
function cutAfter({ zone, overrides }: Calendar, day: number): Instant {
  if (overrides.size === 0) return Number.POSITIVE_INFINITY
  if (overrides.has(day + 1)) return startOfDay(zone, day + 1)
  return overrides.has(day + 2) ? startOfDay(zone, day + 2) : Number.POSITIVE_INFINITY
}

function readCalendar(hours: WindowRules): Calendar {
  const weekly: (readonly ClockWindow[])[] = [
    [],
    ...weekdays.map((day) => readWindows(hours.weekly[day] ?? [])),
  ]
  const overrides = new Map<number, readonly ClockWindow[]>()
  for (const date in hours.overrides)
    overrides.set(dayNumberOf(date), readWindows(hours.overrides[date] ?? []))
  return { zone: hours.timeZone, weekly, overrides }
}

function readWindows(windows: readonly Readonly<Window>[]): readonly ClockWindow[] {
  return windows.map(([from, to]): ClockWindow => {
    const start = minutesOf(from)
    const end = minutesOf(to)
    return [start, end > start ? end : end + 1440]
  })
}

function startOf(window: Interval | undefined): Instant {
  return window ? window[0] : Number.NEGATIVE_INFINITY
}
