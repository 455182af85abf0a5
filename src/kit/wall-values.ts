import { type CalendarDate, parseDate, parseTime, type Time } from '@internationalized/date'

import type { LocalDate, WallTime } from '#time/wall-time.ts'

/** Our date as the form React Aria's fields work with. */
export function dateValue(date: LocalDate): CalendarDate {
  return parseDate(date)
}

/** A field's date as ours. */
export function localDate(value: CalendarDate): LocalDate {
  return value.toString()
}

/** Our wall time as a field's; the end of the day, '24:00', is midnight there. */
export function timeValue(time: WallTime): Time {
  return parseTime(time === '24:00' ? '00:00' : time)
}

/** A field's time as ours. Where it ends something, midnight is the end of the day. */
export function wallTime(value: Time, isEnd: boolean): WallTime {
  const time = value.toString().slice(0, 5)
  return isEnd && time === '00:00' ? '24:00' : time
}
