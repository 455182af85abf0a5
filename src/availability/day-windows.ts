import { minutesOf, wallTimeOf } from '#time/wall-time.ts'

import type { Window } from './schedule.ts'

/** A stretch of one day’s clock, in minutes from midnight; what runs into the next date ends above 1440. */
export type Span = { from: number; to: number }

const day = 1440

/** Whether the window ends on the date after, not counting midnight itself. */
export function endsNextDate([from, to]: Window): boolean {
  return to !== '24:00' && to !== '00:00' && to < from
}

/** How long the window is on the clock, in minutes. */
export function lengthOf(window: Window): number {
  const { from, to } = spanOf(window)
  return to - from
}

/**
 * One date's windows by their start, those that touch or overlap joined. Windows that together are longer than a day stay
 * apart, because no single window can say it. Expects sound windows.
 */
export function mergeWindows(windows: readonly Window[]): Window[] {
  return joined(windows).map(({ span }) => windowOf(span))
}

/** What becomes of windows that overlap: each joined window that is made of several. Touching alone does not count. */
export function listOverlaps(windows: readonly Window[]): Window[] {
  return joined(windows).flatMap(({ span, overlaps }) => (overlaps ? [windowOf(span)] : []))
}

/** The window one is most likely to add to these: an hour after the last, else before the first. None when the day is full. */
export function suggestWindow(windows: readonly Window[]): Window | undefined {
  const spans = joined(windows).map(({ span }) => span)
  const [first] = spans
  const last = spans.at(-1)
  if (!first || !last) return ['09:00', '17:00']
  const from = Math.ceil(last.to / 30) * 30 + 60
  if (from <= 13 * 60) return windowOf({ from, to: 17 * 60 })
  if (from <= 23 * 60) return windowOf({ from, to: Math.min(from + 120, day) })
  const to = Math.floor(first.from / 30) * 30 - 60
  return to >= 60 ? windowOf({ from: Math.max(to - 120, 0), to }) : undefined
}

function joined(windows: readonly Window[]): { span: Span; overlaps: boolean }[] {
  const spans = windows.map(spanOf).toSorted((one, other) => one.from - other.from || one.to - other.to)
  const all: { span: Span; overlaps: boolean }[] = []
  for (const span of spans) {
    const last = all.at(-1)
    const both = last && { from: last.span.from, to: Math.max(last.span.to, span.to) }
    if (last && both && span.from <= last.span.to && canBeSaid(both)) {
      last.overlaps ||= span.from < last.span.to
      last.span = both
    } else {
      all.push({ span, overlaps: false })
    }
  }
  return all
}

function canBeSaid({ from, to }: Span): boolean {
  return to - from < day || (from === 0 && to === day)
}

/** A window in minutes. */
export function spanOf([from, to]: Window): Span {
  const start = minutesOf(from)
  const end = minutesOf(to)
  return { from: start, to: end > start ? end : end + day }
}

/** And back. */
export function windowOf({ from, to }: Span): Window {
  return [wallTimeOf(from), wallTimeOf(to > day ? to - day : to)]
}
