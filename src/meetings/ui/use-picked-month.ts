import { useState } from 'react'

import { useNow } from '#kit/use-now.ts'
import type { LocalDate } from '#time/wall-time.ts'
import { dateAt } from '#time/zone.ts'

import { type Month, monthOf } from './picker.ts'

/** The month a picker shows: at first that of the chosen day or of today, and that of whichever day is chosen. */
export function usePickedMonth(
  day: LocalDate | null,
  onDay: (day: LocalDate | null) => void,
  timeZone: string,
): { month: Month; onMonth: (month: Month) => void; day: LocalDate | null; onDay: typeof onDay } {
  const now = useNow()
  const [month, onMonth] = useState(monthOf(day ?? dateAt(timeZone, now)))
  return {
    month,
    onMonth,
    day,
    onDay(date) {
      onDay(date)
      if (date) onMonth(monthOf(date))
    },
  }
}
