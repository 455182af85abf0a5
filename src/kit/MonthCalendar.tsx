import type { CalendarDate } from '@internationalized/date'
import { useState } from 'react'
import { Calendar } from 'react-aria-components'

import type { LocalDate } from '#time/wall-time.ts'

import { CalendarFrame } from './CalendarFrame.tsx'
import { classes } from './classes.ts'
import { usePreferences } from './preferences.tsx'
import { dateValue, localDate } from './wall-values.ts'
import { weekdayName } from './weekday-name.ts'

type MonthCalendarProps = {
  /** What the day is chosen for. */
  label: string
  value: LocalDate | null
  onChange: (date: LocalDate) => void
  /** The days one can choose, in the zone the page shows; the others stay readable but closed. Without it, all. */
  availableDates?: ReadonlySet<LocalDate>
  /** The month in view, 'YYYY-MM'. */
  month: string
  onMonthChange: (month: string) => void
  min?: LocalDate
  max?: LocalDate
  /** While the free days of this month are on their way. */
  isLoading?: boolean
  className?: string
}

/**
 * A month to choose a day from. Days with times are marked by their ground, never by colour alone: they are bold, the
 * others muted, and screen readers hear that those are unavailable.
 */
export function MonthCalendar(props: MonthCalendarProps) {
  const {
    label,
    value,
    onChange,
    availableDates,
    month,
    onMonthChange,
    min,
    max,
    isLoading = false,
    className,
  } = props
  const { weekStart } = usePreferences()
  const [focused, setFocused] = useState<CalendarDate | null>(null)
  const moveTo = (date: CalendarDate) => {
    setFocused(date)
    if (monthOf(date) !== month) onMonthChange(monthOf(date))
  }
  return (
    <Calendar<CalendarDate>
      key={weekStart}
      aria-label={label}
      aria-busy={isLoading}
      value={value === null ? null : dateValue(value)}
      onChange={(date) => onChange(localDate(date))}
      focusedValue={focused && monthOf(focused) === month ? focused : startOf(month, value, availableDates)}
      onFocusChange={moveTo}
      isDateUnavailable={(date) => availableDates !== undefined && !availableDates.has(date.toString())}
      firstDayOfWeek={weekdayName(weekStart)}
      {...(min && { minValue: dateValue(min) })}
      {...(max && { maxValue: dateValue(max) })}
      className={classes('w-full min-w-0 wide:max-w-84', className)}
    >
      <CalendarFrame dayLook={classes(offeredDay, isLoading && 'animate-none opacity-60')} />
    </Calendar>
  )
}

/** Where the keyboard begins: on the chosen day, else on the first one that is free. */
function startOf(
  month: string,
  value: LocalDate | null,
  available: ReadonlySet<LocalDate> | undefined,
): CalendarDate {
  if (value?.startsWith(month)) return dateValue(value)
  const [firstFree] = [...(available ?? [])].filter((date) => date.startsWith(month)).toSorted()
  return dateValue(firstFree ?? `${month}-01`)
}

function monthOf(date: CalendarDate): string {
  return date.toString().slice(0, 7)
}

const offeredDay =
  'bg-accent-soft font-semibold text-accent data-hovered:bg-selected ' +
  'data-unavailable:bg-transparent data-unavailable:font-normal data-unavailable:text-muted data-unavailable:data-hovered:bg-transparent ' +
  'data-disabled:bg-transparent data-disabled:font-normal data-disabled:text-muted data-disabled:opacity-60 ' +
  'data-today:underline data-today:decoration-2 data-today:underline-offset-4 ' +
  'data-selected:data-hovered:bg-accent-hover'
