import { mergeWindows, type Span, spanOf, windowOf } from './day-windows.ts'
import type { Window } from './schedule.ts'

/** What is drawn snaps to quarters of an hour. */
export const stepMinutes = 15
const day = 1440

/** A window as it is drawn on one day: the part of it before midnight. `index` tells which of the day's it is. */
export type Drawn = Span & { index: number }

/** The windows of a day as they are drawn, those that run over cut at midnight. Expects sound windows. */
export function drawnOn(windows: readonly Window[]): Drawn[] {
  return windows.map((window, index) => {
    const { from, to } = spanOf(window)
    return { index, from, to: Math.min(to, day) }
  })
}

/** What of a day's windows runs into the next one: minutes from the midnight between. */
export function drawnAfter(windows: readonly Window[]): Span[] {
  return windows
    .map(spanOf)
    .filter(({ to }) => to > day)
    .map(({ to }) => ({ from: 0, to: to - day }))
}

/** Which window stands at this minute, if any. */
export function windowAt(windows: readonly Window[], minute: number): number | undefined {
  return drawnOn(windows).find(({ from, to }) => from <= minute && minute < to)?.index
}

/** The stretch between two minutes of a day, in either order, snapped outwards; at least one step. */
export function spanBetween(one: number, other: number): Span {
  const from = Math.floor(Math.min(one, other) / stepMinutes) * stepMinutes
  const to = Math.ceil(Math.max(one, other) / stepMinutes) * stepMinutes
  return inDay({ from, to: Math.max(to, from + stepMinutes) })
}

/** With one more window, joined with what it touches. */
export function withWindow(windows: readonly Window[], span: Span): Window[] {
  return mergeWindows([...windows, windowOf(inDay(span))])
}

/** Without one of them. */
export function withoutWindow(windows: readonly Window[], index: number): Window[] {
  return windows.filter((_, other) => other !== index)
}

/** A window's stretch moved by some minutes, kept within the day it begins on. */
export function movedBy(span: Span, minutes: number): Span {
  const length = span.to - span.from
  const from = Math.min(Math.max(span.from + minutes, 0), day - Math.min(length, day))
  return { from, to: from + length }
}

/** A stretch with one of its ends moved; it keeps at least one step. */
export function resizedBy(span: Span, end: 'from' | 'to', minutes: number): Span {
  if (end === 'from') {
    return { ...span, from: Math.min(Math.max(span.from + minutes, 0), span.to - stepMinutes) }
  }
  const last = Math.max(day, span.to)
  return { ...span, to: Math.min(Math.max(span.to + minutes, span.from + stepMinutes), last) }
}

function inDay({ from, to }: Span): Span {
  return { from: Math.max(from, 0), to: Math.min(to, day) }
}
