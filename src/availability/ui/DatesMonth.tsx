import type { CalendarDate } from '@internationalized/date'
import { useContext, useEffect, useState } from 'react'
import { RangeCalendar, RangeCalendarStateContext } from 'react-aria-components'

import { announce } from '#kit/announce.ts'
import { Button } from '#kit/Button.tsx'
import { CalendarFrame } from '#kit/CalendarFrame.tsx'
import { usePreferences } from '#kit/preferences.tsx'
import { useNow } from '#kit/use-now.ts'
import { dateValue, localDate } from '#kit/wall-values.ts'
import { weekdayName } from '#kit/weekday-name.ts'
import { sayDay } from '#time/display.ts'
import { addDays, daysFrom, type LocalDate } from '#time/wall-time.ts'
import { dateAt } from '#time/zone.ts'

import { firstOwnWindows, type Hours, type Window } from '../schedule.ts'

type DatesMonthProps = {
  timeZone: string
  weekly: Hours['weekly']
  overrides: Hours['overrides']
  onChange: (overrides: Hours['overrides']) => void
}

type Dates = { first: LocalDate; last: LocalDate }

/** A month in which a date or several are chosen, to be away then or to have other hours. */
export function DatesMonth({ timeZone, weekly, overrides, onChange }: DatesMonthProps) {
  const preferences = usePreferences()
  const today = dateAt(timeZone, useNow())
  const [picked, setPicked] = useState<Dates | null>(null)
  const [begun, setBegun] = useState<Dates | null>(null)
  // One date is enough: what is begun counts already, and leaving the month ends it there.
  const chosen = begun ?? picked
  const say = (date: LocalDate) => sayDay(date, { ...preferences, timeZone })
  const sayDates = ({ first, last }: Dates) => (first === last ? say(first) : `${say(first)} – ${say(last)}`)
  const set = (windowsOf: ((date: LocalDate) => Window[]) | null, done: string) => {
    if (!chosen) return
    const rest = Object.entries(overrides).filter(([date]) => date < chosen.first || date > chosen.last)
    const dates = Array.from({ length: daysFrom(chosen.first, chosen.last) + 1 }, (_, index) =>
      addDays(chosen.first, index),
    )
    const added = windowsOf ? dates.map((date) => [date, windowsOf(date)] as const) : []
    onChange(Object.fromEntries([...rest, ...added]))
    announce(`${sayDates(chosen)}: ${done}.`)
    setPicked(null)
  }
  const has = chosen && Object.keys(overrides).some((date) => date >= chosen.first && date <= chosen.last)
  return (
    <section aria-label="Time away and other hours" className="flex flex-col gap-3">
      <div>
        <h2 className="font-semibold">Time away and other hours</h2>
        <p className="mt-1 text-sm text-muted">
          Choose a date, or a first and a last one. Struck dates are closed, underlined ones have hours of
          their own.
        </p>
      </div>
      <div className="flex flex-wrap gap-x-8 gap-y-4">
        <RangeCalendar<CalendarDate>
          aria-label="Dates to change"
          key={preferences.weekStart}
          value={picked && { start: dateValue(picked.first), end: dateValue(picked.last) }}
          onChange={({ start, end }) => setPicked({ first: localDate(start), last: localDate(end) })}
          minValue={dateValue(today)}
          firstDayOfWeek={weekdayName(preferences.weekStart)}
          className="w-full max-w-84"
        >
          <CalendarFrame lookOf={(date) => lookOf(overrides[date])} />
          <WhatIsBegun onChange={setBegun} />
        </RangeCalendar>
        <div
          role="group"
          aria-label="The chosen dates"
          className="flex min-w-52 flex-1 flex-col items-start gap-2"
        >
          <p className="font-semibold">{chosen ? sayDates(chosen) : 'No dates chosen'}</p>
          <Button isDisabled={!chosen} onPress={() => set(() => [], 'away')}>
            Away
          </Button>
          <Button
            isDisabled={!chosen}
            onPress={() => set((date) => firstOwnWindows({ weekly }, date), 'hours of their own')}
          >
            Own hours
          </Button>
          <Button variant="quiet" isDisabled={!has} onPress={() => set(null, 'as in every week again')}>
            As in every week
          </Button>
        </div>
      </div>
    </section>
  )
}

/** Tells which dates are marked between the first press and the second. */
function WhatIsBegun({ onChange }: { onChange: (dates: Dates | null) => void }) {
  const state = useContext(RangeCalendarStateContext)
  const marked = state?.anchorDate ? state.highlightedRange : null
  const first = marked ? localDate(marked.start) : null
  const last = marked ? localDate(marked.end) : null
  useEffect(() => onChange(first !== null && last !== null ? { first, last } : null), [onChange, first, last])
  return null
}

function lookOf(windows: readonly Window[] | undefined): string {
  if (!windows) return ''
  return windows.length === 0
    ? 'bg-surface-sunken text-muted line-through'
    : 'bg-time-soft underline decoration-2 underline-offset-4'
}
