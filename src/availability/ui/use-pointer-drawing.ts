import { type PointerEvent, useState } from 'react'

import { drawnTo, findWindow, type Gesture, markAt, type Press, type Spot } from '../drawn-hours.ts'
import type { Hours } from '../schedule.ts'

/** How tall an hour is drawn, in pixels. */
export const hourHeight = 28

type PointerDrawing = {
  hours: Hours
  gesture: Gesture | null
  onDraw: (gesture: Gesture) => void
  onLetGo: (gesture: Gesture) => void
  onGiveUp: () => void
  /** It was pressed and let go where it was. */
  onMark: (spot: Spot) => void
  /** It moves over this without being pressed. */
  onPoint: (spot: Spot | null) => void
}

/** Drawing in a week by a pointer: on free time a window, on a window that window, on its ends these. */
export function usePointerDrawing(drawing: PointerDrawing) {
  const { hours, gesture, onDraw, onLetGo, onGiveUp, onMark, onPoint } = drawing
  const [press, setPress] = useState<Press | null>(null)

  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    const spot = spotOf(event)
    if (!spot || event.button !== 0) return
    const found = findWindow(hours, spot)
    // A finger scrolls; it taps to put the mark somewhere.
    const isTap = event.pointerType === 'touch'
    if (!isTap) event.currentTarget.setPointerCapture(event.pointerId)
    setPress({ kind: isTap ? 'tap' : kindOf(event, found !== undefined), spot, found })
  }
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const spot = spotOf(event)
    if (!press) return onPoint(spot)
    const drawn = spot && drawnTo(press, spot)
    if (drawn) onDraw(drawn)
    // Back where it began, it is as it was.
    else if (spot && gesture) onGiveUp()
  }
  const onPointerUp = () => {
    if (gesture && press) onLetGo(gesture)
    else if (press) onMark(markAt(press.spot))
    setPress(null)
  }
  const onPointerCancel = () => {
    setPress(null)
    onGiveUp()
  }
  return {
    isPressed: press !== null,
    surface: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel },
  }
}

function kindOf(event: PointerEvent<HTMLElement>, isOnWindow: boolean): Press['kind'] {
  const edge = (event.target as HTMLElement).dataset.edge
  if (edge === 'from' || edge === 'to') return edge
  return isOnWindow ? 'move' : 'draw'
}

function spotOf(event: PointerEvent<HTMLElement>): Spot | null {
  const columns = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-date]')]
  const column = columns.find((each) => event.clientX < each.getBoundingClientRect().right) ?? columns.at(-1)
  const box = column?.getBoundingClientRect()
  if (!column?.dataset.date || !box) return null
  const minute = ((event.clientY - box.top) / hourHeight) * 60
  return { date: column.dataset.date, minute: Math.min(Math.max(minute, 0), 1439) }
}
