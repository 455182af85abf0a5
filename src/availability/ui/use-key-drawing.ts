import type { KeyboardEvent } from 'react'

import { announce } from '#kit/announce.ts'
import type { LocalDate } from '#time/wall-time.ts'

import { spanOf } from '../day-windows.ts'
import { carried, findWindow, type Gesture, type Spot, stepOf, stepped } from '../drawn-hours.ts'
import type { Hours } from '../schedule.ts'
import type { WeekWords } from './use-week-words.ts'

type KeyDrawing = {
  hours: Hours
  dates: readonly LocalDate[]
  words: WeekWords
  /** Where the mark stands; where it would, before anybody has put it somewhere. */
  mark: Spot
  gesture: Gesture | null
  onMark: (spot: Spot) => void
  onDraw: (gesture: Gesture) => void
  onLetGo: (gesture: Gesture) => void
  onGiveUp: () => void
  onAdd: (spot: Spot) => void
  onRemove: (spot: Spot) => void
}

/** Drawing in a week by keyboard: keys move the mark, or what is held. Each step is said. */
export function useKeyDrawing(drawing: KeyDrawing) {
  const { gesture } = drawing
  return {
    onKeyDown(event: KeyboardEvent<HTMLElement>): void {
      const isUsed = gesture ? carry(event, gesture, drawing) : moveMark(event, drawing)
      if (isUsed) event.preventDefault()
    },
  }
}

// Whether the key means anything here; others are the browser's.
function moveMark({ key }: KeyboardEvent, drawing: KeyDrawing): boolean {
  const { mark, dates, words, onMark, onAdd, onRemove } = drawing
  const step = stepOf(key)
  if (step) {
    const spot = stepped(mark, step, dates)
    onMark(spot)
    announce(words.all(spot))
    return true
  }
  if (isPress(key)) {
    if (!take(drawing)) onAdd(mark)
    onMark(mark)
    return true
  }
  if (key !== 'Delete' && key !== 'Backspace') return false
  onRemove(mark)
  return true
}

function take({ hours, mark, words, onDraw }: KeyDrawing): boolean {
  const found = findWindow(hours, mark)
  if (!found) return false
  onDraw({ from: found, date: found.date, span: spanOf(found.window) })
  announce(
    `${words.window(found.window)} taken. Arrows move it, with Shift its end; Enter lets go, Escape puts it back.`,
  )
  return true
}

function carry({ key, shiftKey }: KeyboardEvent, held: Gesture, drawing: KeyDrawing): boolean {
  const { dates, words, onMark, onDraw, onLetGo, onGiveUp } = drawing
  const step = stepOf(key)
  if (step) {
    const next = carried(held, step, { dates, isEnd: shiftKey })
    onDraw(next)
    announce(`${words.date(next.date)}, ${words.span(next.span)}`)
    return true
  }
  if (isPress(key)) {
    onLetGo(held)
    onMark({ date: held.date, minute: held.span.from })
    return true
  }
  if (key !== 'Escape') return false
  onGiveUp()
  announce('Put back.')
  return true
}

function isPress(key: string): boolean {
  return key === 'Enter' || key === ' '
}
