import { useId, useState } from 'react'

import { announce } from '#kit/announce.ts'
import type { LocalDate } from '#time/wall-time.ts'

import { findWindow, type Gesture, type Spot, whileDrawn, withDrawn, withoutFound } from '../drawn-hours.ts'
import { spanBetween } from '../drawn-week.ts'
import type { Standing } from '../elsewhere.ts'
import type { Hours } from '../schedule.ts'
import { useKeyDrawing } from './use-key-drawing.ts'
import { usePointerDrawing } from './use-pointer-drawing.ts'
import { useWeekWords } from './use-week-words.ts'

export type Drawing = ReturnType<typeof useDrawing>

type Week = {
  dates: readonly LocalDate[]
  standings: readonly Standing[]
  onChange: (hours: Hours) => void
}

/** Drawing in a week of hours, by pointer and by keyboard. Nothing is changed before it is let go. */
export function useDrawing(value: Hours, { dates, standings, onChange }: Week) {
  const helpId = useId()
  const words = useWeekWords(value, standings)
  const [put, setPut] = useState<Spot | null>(null)
  const [gesture, setGesture] = useState<Gesture | null>(null)
  const [pointedAt, setPointedAt] = useState('')
  const cursor = put && dates.includes(put.date) ? put : null
  const mark = cursor ?? { date: dates[0] ?? '', minute: 9 * 60 }

  const onLetGo = (made: Gesture) => {
    setGesture(null)
    onChange(withDrawn(value, made))
    announce(`${words.date(made.date)}: open ${words.span(made.span)}.`)
  }
  const add = ({ date, minute }: Spot) =>
    onLetGo({ from: null, date, span: spanBetween(minute, minute + 60) })
  const remove = (spot: Spot) => {
    const found = findWindow(value, spot)
    if (!found) return
    onChange(withoutFound(value, found))
    announce(`${words.window(found.window)} on ${words.date(spot.date)} removed.`)
  }
  const drawing = {
    hours: value,
    gesture,
    onMark: setPut,
    onDraw: setGesture,
    onLetGo,
    onGiveUp: () => setGesture(null),
  }
  const pointer = usePointerDrawing({
    ...drawing,
    onPoint: (spot) => setPointedAt(spot ? words.there(spot) : ''),
  })
  const keys = useKeyDrawing({ ...drawing, dates, words, mark, onAdd: add, onRemove: remove })
  const onFocus = () => {
    if (pointer.isPressed || put) return
    setPut(mark)
    announce(words.all(mark))
  }
  const held = pointer.isPressed ? null : gesture

  return {
    helpId,
    /** Where the mark stands, if this week shows it. */
    cursor,
    /** What keys have reached, so that it can be brought into view. */
    inView: held ? { date: held.date, minute: held.span[held.leads ?? 'from'] } : put,
    /** The hours as they would be if what is drawn were let go. */
    shown: gesture ? whileDrawn(value, gesture) : value,
    isOpenAt: (spot: Spot) => findWindow(value, spot) !== undefined,
    sayAt: words.spot,
    sayThere: words.there,
    add,
    remove,
    surface: { title: pointedAt || undefined, ...pointer.surface, ...keys, onFocus },
  }
}
