import { sayWallTime } from '#time/display.ts'

import { durationText } from './duration-text.ts'
import { endsNextDate, lengthOf, mergeWindows } from './day-windows.ts'
import { type Hours, type Weekday, weekdays, type Window } from './schedule.ts'

/** How the reader has times written. `weekStart` is an ISO weekday, 1 (Monday) to 7. */
type Wording = { hourCycle: 12 | 24; weekStart: number }

const names: Record<Weekday, string> = {
  '1': 'Monday',
  '2': 'Tuesday',
  '3': 'Wednesday',
  '4': 'Thursday',
  '5': 'Friday',
  '6': 'Saturday',
  '7': 'Sunday',
}

/** "Monday". */
export function weekdayText(day: Weekday): string {
  return names[day]
}

/** The week's days, beginning with an ISO weekday. */
export function weekdaysFrom(weekStart: number): Weekday[] {
  return [...weekdays.slice(weekStart - 1), ...weekdays.slice(0, weekStart - 1)]
}

/** The week's hours in a line: "Mon–Fri 09:00–17:00, Sat 10:00–12:00". Expects sound windows. */
export function summariseWeek(weekly: Hours['weekly'], wording: Wording): string {
  const days = weekdaysFrom(wording.weekStart)
  const groups = new Map<string, Weekday[]>()
  for (const day of days) {
    const hours = windowsText(mergeWindows(weekly[day] ?? []), wording.hourCycle)
    groups.set(hours, [...(groups.get(hours) ?? []), day])
  }
  groups.delete('')
  const lines = [...groups].map(([hours, of]) => `${daysText(of, days)} ${hours}`)
  return lines.length > 0 ? lines.join(', ') : 'No hours'
}

/** "09:00–12:00 and 13:00–17:00"; empty for none. */
export function windowsText(windows: readonly Window[], hourCycle: 12 | 24): string {
  return windows.map((window) => windowText(window, hourCycle)).join(' and ')
}

/** "09:00–17:00", or "9 AM–5 PM". */
export function windowText([from, to]: Window, hourCycle: 12 | 24): string {
  return `${sayWallTime(from, hourCycle)}–${sayWallTime(to, hourCycle)}`
}

/** "Until 06:00 on Tuesday: 8 hours." of a window that runs past midnight; undefined of any other. */
export function overnightText(window: Window, nextDay: string, hourCycle: 12 | 24): string | undefined {
  if (!endsNextDate(window)) return undefined
  const length = lengthOf(window)
  const said = `Until ${sayWallTime(window[1], hourCycle)} on ${nextDay}: ${durationText(length)}.`
  return length > longestNight ? `${said} If you mean one day, swap the two times.` : said
}

// Nobody’s night is longer: the two times stand the wrong way round.
const longestNight = 16 * 60

/** "Mon–Fri", "Tue, Thu", "Every day". `days` and `week` are in the reader's order. */
export function daysText(days: readonly Weekday[], week: readonly Weekday[]): string {
  if (days.length === 7) return 'Every day'
  return runsOf(days, week)
    .map((run) => (run.length > 2 ? `${short(run.at(0))}–${short(run.at(-1))}` : run.map(short).join(', ')))
    .join(', ')
}

function runsOf(days: readonly Weekday[], week: readonly Weekday[]): Weekday[][] {
  const runs: Weekday[][] = []
  for (const day of days) {
    const run = runs.at(-1)
    const before = run?.at(-1)
    if (run && before && week.indexOf(day) === week.indexOf(before) + 1) run.push(day)
    else runs.push([day])
  }
  return runs
}

function short(day: Weekday | undefined): string {
  return day ? names[day].slice(0, 3) : ''
}
