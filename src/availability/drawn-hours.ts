import type { LocalDate } from '#time/wall-time.ts'

import { type Span, spanOf, windowOf } from './day-windows.ts'
import {
  movedBy,
  resizedBy,
  spanBetween,
  stepMinutes,
  windowAt,
  withoutWindow,
  withWindow,
} from './drawn-week.ts'
import { type Hours, isSoundWindow, type Window, windowsOn, withWindowsOn } from './schedule.ts'

/** A minute on a date. */
export type Spot = { date: LocalDate; minute: number }

/** A window that stands on a date, by its place among the sound ones of it. */
export type Found = { date: LocalDate; index: number; window: Window }

/** What is being drawn, until it is let go: where it came from, if it was there before, and where it is now. */
export type Gesture = {
  from: Pick<Found, 'date' | 'index'> | null
  date: LocalDate
  span: Span
  /** The end that keys move; its beginning, when they move all of it. */
  leads?: 'from' | 'to'
}

/** A pointer that was pressed: what it does once it moves. */
export type Press = {
  kind: 'draw' | 'move' | 'from' | 'to' | 'tap'
  spot: Spot
  found: Found | undefined
}

/** What a key moves by: dates and minutes. */
export type Step = { days: number; minutes: number }

const lastMinute = 1440 - stepMinutes

/** The window that stands at a spot; those that are half typed stand nowhere. */
export function findWindow(hours: Hours, { date, minute }: Spot): Found | undefined {
  const windows = soundOn(hours, date)
  const index = windowAt(windows, minute)
  const window = windows[index ?? -1]
  return index === undefined || !window ? undefined : { date, index, window }
}

/** The hours once it is let go: joined with what it touches. */
export function withDrawn(hours: Hours, { from, date, span }: Gesture): Hours {
  return put(withoutFound(hours, from), date, (windows) => withWindow(windows, span))
}

/** The hours as they look while it is drawn: it stands beside the others. */
export function whileDrawn(hours: Hours, { from, date, span }: Gesture): Hours {
  return put(withoutFound(hours, from), date, (windows) => [...windows, windowOf(span)])
}

/** The hours without a window. */
export function withoutFound(hours: Hours, found: Gesture['from']): Hours {
  return found ? put(hours, found.date, (windows) => withoutWindow(windows, found.index)) : hours
}

/** What a pointer that was pressed draws by now; undefined while it has not moved by a step. */
export function drawnTo({ kind, spot: start, found }: Press, spot: Spot): Gesture | undefined {
  const by = Math.round((spot.minute - start.minute) / stepMinutes) * stepMinutes
  const isMoved = by !== 0 || (kind === 'move' && spot.date !== start.date)
  if (!isMoved || kind === 'tap') return undefined
  if (kind === 'draw' || !found)
    return { from: null, date: start.date, span: spanBetween(start.minute, spot.minute) }
  const span = spanOf(found.window)
  if (kind === 'move') return { from: found, date: spot.date, span: movedBy(span, by) }
  return { from: found, date: start.date, span: resizedBy(span, kind, by) }
}

/** What is held by the keyboard, moved by a step, or with its end alone moved. Dates that are not shown are out of reach. */
export function carried(
  held: Gesture,
  step: Step,
  { dates, isEnd }: { dates: readonly LocalDate[]; isEnd: boolean },
): Gesture {
  const span = isEnd ? resizedBy(held.span, 'to', step.minutes) : movedBy(held.span, step.minutes)
  return { ...held, date: dateBeside(held.date, step, dates), span, leads: isEnd ? 'to' : 'from' }
}

/** A mark moved by a step, within the dates that are shown. */
export function stepped({ date, minute }: Spot, step: Step, dates: readonly LocalDate[]): Spot {
  return { date: dateBeside(date, step, dates), minute: withinDay(minute + step.minutes) }
}

/** Where the mark stands for a minute that somebody pointed at. */
export function markAt({ date, minute }: Spot): Spot {
  return { date, minute: withinDay(Math.floor(minute / stepMinutes) * stepMinutes) }
}

/** What a key moves by; undefined for all that move nothing. */
export function stepOf(key: string): Step | undefined {
  return {
    ArrowUp: { days: 0, minutes: -stepMinutes },
    ArrowDown: { days: 0, minutes: stepMinutes },
    ArrowLeft: { days: -1, minutes: 0 },
    ArrowRight: { days: 1, minutes: 0 },
    PageUp: { days: 0, minutes: -60 },
    PageDown: { days: 0, minutes: 60 },
  }[key]
}

function soundOn(hours: Hours, date: LocalDate): Window[] {
  return windowsOn(hours, date).filter(isSoundWindow)
}

// Half-typed windows of the rows stay where they are.
function put(hours: Hours, date: LocalDate, edit: (windows: Window[]) => Window[]): Hours {
  return withWindowsOn(hours, date, [
    ...edit(soundOn(hours, date)),
    ...windowsOn(hours, date).filter((window) => !isSoundWindow(window)),
  ])
}

function dateBeside(date: LocalDate, { days }: Step, dates: readonly LocalDate[]): LocalDate {
  return dates[dates.indexOf(date) + days] ?? date
}

function withinDay(minute: number): number {
  return Math.min(Math.max(minute, 0), lastMinute)
}
