import { useState } from 'react'

import { usePreferences } from '#kit/preferences.tsx'
import { useNow } from '#kit/use-now.ts'
import type { LocalDate } from '#time/wall-time.ts'
import { dateAt } from '#time/zone.ts'

import { type Month, monthOf } from './picker.ts'

type Shown = {
  month: Month
  onMonth: (month: Month) => void
  day: LocalDate | null
  onDay: (day: LocalDate | null) => void
}

/** The month that a picker shows: the present one at first, or that of the chosen day, which it follows. */
export function useShownMonth(day: LocalDate | null, onDay: (day: LocalDate | null) => void): Shown {
  const { timeZone } = usePreferences()
  const now = useNow()
  const [month, setMonth] = useState(monthOf(day ?? dateAt(timeZone, now)))
  const choose = (date: LocalDate | null): void => {
    onDay(date)
    if (date) setMonth(monthOf(date))
  }
  return { month, onMonth: setMonth, day, onDay: choose }
}
