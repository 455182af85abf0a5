import { type KeyboardEvent, type PointerEvent, useId, useState } from 'react'

import { announce } from '#kit/announce.ts'
import { usePreferences } from '#kit/preferences.tsx'
import { sayDay, sayWallTime } from '#time/display.ts'
import { type LocalDate, wallTimeOf } from '#time/wall-time.ts'

import {
  movedBy,
  resizedBy,
  type Span,
  spanBetween,
  spanOf,
  stepMinutes,
  windowAt,
  windowOf,
  withoutWindow,
  withWindow,
} from '../drawn-week.ts'
import type { Standing } from '../elsewhere.ts'
import { windowText } from '../hours-summary.ts'
import { type Hours, isSoundWindow, windowsOn, withWindowsOn } from '../schedule.ts'
import { sayStanding, standingsOn } from './standings-on.ts'

/** How tall an hour is drawn, in pixels. */
export const hourHeight = 28

/** A minute on a date: where the mark stands. */
export type Spot = { date: LocalDate; minute: number }

/** What is being drawn, until it is let go: where it came from, if it was there before, and where it is now. */
type Gesture = {
  from: { date: LocalDate; index: number } | null
  date: LocalDate
  span: Span
  /** The end that keys move; its beginning, when they move all of it. */
  leads?: 'from' | 'to'
}

/** A pointer that was pressed: what it does once it moves. */
type Press = {
  kind: 'draw' | 'move' | 'from' | 'to' | 'tap'
  spot: Spot
  index: number | undefined
  origin: Span
}

export type Drawing = ReturnType<typeof useDrawing>

type Week = {
  dates: readonly LocalDate[]
  standings: readonly Standing[]
  onChange: (hours: Hours) => void
}

/** Drawing in a week of hours, by pointer and by keyboard. Nothing is changed before it is let go. */
export function useDrawing(value: Hours, { dates, standings, onChange }: Week) {
  const helpId = useId()
  const preferences = usePreferences()
  const [cursor, setCursor] = useState<Spot | null>(null)
  const [press, setPress] = useState<Press | null>(null)
  const [gesture, setGesture] = useState<Gesture | null>(null)
  const [pointedAt, setPointedAt] = useState('')
  const soundOn = (hours: Hours, date: LocalDate) => windowsOn(hours, date).filter(isSoundWindow)

  const sayTime = (minute: number) => sayWallTime(wallTimeOf(minute), preferences.hourCycle)
  const sayDate = (date: LocalDate) => sayDay(date, { ...preferences, timeZone: value.timeZone })
  const saySpan = (span: Span) => windowText(windowOf(span), preferences.hourCycle)
  const sayAt = ({ date, minute }: Spot) => {
    const windows = soundOn(value, date)
    const window = windows[windowAt(windows, minute) ?? -1]
    const open = window ? `open ${windowText(window, preferences.hourCycle)}` : 'not open'
    return `${sayDate(date)}, ${sayTime(minute)}, ${open}`
  }

  const sayThere = ({ date, minute }: Spot) =>
    sayStanding(standingsOn(standings, date, value.timeZone), minute)
  const sayAllAt = (spot: Spot) => [sayAt(spot), sayThere(spot)].filter((part) => part !== '').join(', ')

  // Half-typed windows of the rows stay where they are.
  const put = (
    hours: Hours,
    date: LocalDate,
    edit: (windows: ReturnType<typeof soundOn>) => ReturnType<typeof soundOn>,
  ) =>
    withWindowsOn(hours, date, [
      ...edit(soundOn(hours, date)),
      ...windowsOn(hours, date).filter((window) => !isSoundWindow(window)),
    ])
  const applied = (hours: Hours, { from, date, span }: Gesture, isWhole: boolean) => {
    const without = from ? put(hours, from.date, (windows) => withoutWindow(windows, from.index)) : hours
    return put(without, date, (windows) =>
      isWhole ? withWindow(windows, span) : [...windows, windowOf(span)],
    )
  }
  const letGo = (made: Gesture) => {
    setGesture(null)
    onChange(applied(value, made, true))
    announce(`${sayDate(made.date)}: open ${saySpan(made.span)}.`)
  }
  const remove = ({ date, minute }: Spot) => {
    const windows = soundOn(value, date)
    const index = windowAt(windows, minute)
    const window = windows[index ?? -1]
    if (index === undefined || !window) return
    onChange(put(value, date, (all) => withoutWindow(all, index)))
    announce(`${windowText(window, preferences.hourCycle)} on ${sayDate(date)} removed.`)
  }
  const add = ({ date, minute }: Spot) => letGo({ from: null, date, span: spanBetween(minute, minute + 60) })

  const spotOf = (event: PointerEvent<HTMLElement>): Spot | null => {
    const columns = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-date]')]
    const column =
      columns.find((each) => event.clientX < each.getBoundingClientRect().right) ?? columns.at(-1)
    const box = column?.getBoundingClientRect()
    if (!column?.dataset.date || !box) return null
    const minute = ((event.clientY - box.top) / hourHeight) * 60
    return { date: column.dataset.date, minute: Math.min(Math.max(minute, 0), 1439) }
  }
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    const spot = spotOf(event)
    if (!spot || event.button !== 0) return
    const windows = soundOn(value, spot.date)
    const index = windowAt(windows, spot.minute)
    const window = windows[index ?? -1]
    const edge = (event.target as HTMLElement).dataset.edge
    const kind = edge === 'from' || edge === 'to' ? edge : window ? 'move' : 'draw'
    // A finger scrolls; it taps to put the mark somewhere.
    const isTap = event.pointerType === 'touch'
    if (!isTap) event.currentTarget.setPointerCapture(event.pointerId)
    setPress({
      kind: isTap ? 'tap' : kind,
      spot,
      index,
      origin: window ? spanOf(window) : spanBetween(spot.minute, spot.minute),
    })
  }
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const spot = spotOf(event)
    if (!press) setPointedAt(spot ? sayThere(spot) : '')
    if (!press || press.kind === 'tap' || !spot) return
    const by = snap(spot.minute - press.spot.minute)
    const isStill = by === 0 && (press.kind !== 'move' || spot.date === press.spot.date)
    if (isStill && !gesture) return
    const from = press.index === undefined ? null : { date: press.spot.date, index: press.index }
    if (press.kind === 'draw') {
      setGesture({ from, date: press.spot.date, span: spanBetween(press.spot.minute, spot.minute) })
    } else if (press.kind === 'move') {
      setGesture({ from, date: spot.date, span: movedBy(press.origin, by) })
    } else {
      setGesture({ from, date: press.spot.date, span: resizedBy(press.origin, press.kind, by) })
    }
  }
  const onPointerUp = () => {
    if (gesture && press) letGo(gesture)
    else if (press) setCursor({ date: press.spot.date, minute: snapDown(press.spot.minute) })
    setPress(null)
  }
  const giveUp = () => {
    setPress(null)
    setGesture(null)
  }

  const carry = (event: KeyboardEvent, held: Gesture) => {
    const step = stepOf(event.key)
    if (event.key === 'Enter' || event.key === ' ') {
      letGo(held)
      setCursor({ date: held.date, minute: Math.max(0, Math.min(held.span.from, 1425)) })
    } else if (event.key === 'Escape') {
      giveUp()
      announce('Put back.')
    } else if (step) {
      const date = dates[dates.indexOf(held.date) + step.days] ?? held.date
      const span = event.shiftKey
        ? resizedBy(held.span, 'to', step.minutes)
        : movedBy(held.span, step.minutes)
      setGesture({ ...held, date, span, leads: event.shiftKey ? 'to' : 'from' })
      announce(`${sayDate(date)}, ${saySpan(span)}`)
    } else return
    event.preventDefault()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (gesture) return carry(event, gesture)
    const at = cursor && dates.includes(cursor.date) ? cursor : { date: dates[0] ?? '', minute: 540 }
    const step = stepOf(event.key)
    const windows = soundOn(value, at.date)
    const index = windowAt(windows, at.minute)
    const window = windows[index ?? -1]
    if (step) {
      const date = dates[dates.indexOf(at.date) + step.days] ?? at.date
      const spot = { date, minute: Math.min(Math.max(at.minute + step.minutes, 0), 1440 - stepMinutes) }
      setCursor(spot)
      announce(sayAllAt(spot))
    } else if (event.key === 'Enter' || event.key === ' ') {
      if (index === undefined || !window) add(at)
      else {
        setGesture({ from: { date: at.date, index }, date: at.date, span: spanOf(window) })
        announce(
          `${saySpan(spanOf(window))} taken. Arrows move it, with Shift its end; Enter lets go, Escape puts it back.`,
        )
      }
      setCursor(at)
    } else if (event.key === 'Delete' || event.key === 'Backspace') remove(at)
    else return
    event.preventDefault()
  }
  const onFocus = () => {
    if (press || cursor) return
    const first = { date: dates[0] ?? '', minute: 540 }
    setCursor(first)
    announce(sayAllAt(first))
  }

  return {
    helpId,
    /** Where the mark stands, if this week shows it. */
    cursor: cursor && dates.includes(cursor.date) ? cursor : null,
    /** Whether a window is held by the keyboard. */
    isHolding: gesture !== null && press === null,
    /** What keys have reached, so that it can be brought into view. */
    inView:
      gesture && !press ? { date: gesture.date, minute: gesture.span[gesture.leads ?? 'from'] } : cursor,
    /** The hours as they would be if what is drawn were let go. */
    shown: gesture ? applied(value, gesture, false) : value,
    isOpenAt: ({ date, minute }: Spot) => windowAt(soundOn(value, date), minute) !== undefined,
    sayAt,
    /** What stands at a spot in one's own time; empty where nothing does. */
    sayThere,
    add,
    remove,
    surface: {
      title: pointedAt || undefined,
      onPointerDown,
      onPointerMove,
      onPointerUp,
      onPointerCancel: giveUp,
      onKeyDown,
      onFocus,
    },
  }
}

function stepOf(key: string): { days: number; minutes: number } | undefined {
  return {
    ArrowUp: { days: 0, minutes: -stepMinutes },
    ArrowDown: { days: 0, minutes: stepMinutes },
    ArrowLeft: { days: -1, minutes: 0 },
    ArrowRight: { days: 1, minutes: 0 },
    PageUp: { days: 0, minutes: -60 },
    PageDown: { days: 0, minutes: 60 },
  }[key]
}

function snap(minutes: number): number {
  return Math.round(minutes / stepMinutes) * stepMinutes
}

function snapDown(minutes: number): number {
  return Math.floor(minutes / stepMinutes) * stepMinutes
}
