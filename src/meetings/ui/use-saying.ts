import { useMemo } from 'react'

import { type Preferences, usePreferences } from '#kit/preferences.tsx'
import { useNow } from '#kit/use-now.ts'
import {
  type DateParts,
  sayDateTimeRange,
  sayDay,
  sayDayLong,
  sayParts,
  sayTime,
  sayTimeRange,
} from '#time/display.ts'
import { HOUR, type Instant } from '#time/instant.ts'
import { zoneCity } from '#time/time-zones.ts'
import type { LocalDate } from '#time/wall-time.ts'
import { dateAt } from '#time/zone.ts'

/**
 * How this reader is told times: in their zone, locale and clock unless a zone is named. Years are said when they are not this
 * one.
 */
export type Saying = {
  /** `15:00` */
  time(at: Instant, timeZone?: string): string
  /** `15:00 – 15:30` */
  timeRange(from: Instant, to: Instant): string
  /** `Tue 3 Nov` */
  day(at: Instant): string
  /** `Tuesday 3 November` for a date. */
  longDay(date: LocalDate): string
  /** `Tue 3 Nov, 15:00 – 15:30` */
  whole(from: Instant, to: Instant, timeZone?: string): string
  /** `10:00 in New York`, with the day where it is another one than the reader's. */
  timeThere(at: Instant, timeZone: string): string
  /** The month, day and weekday of a calendar leaf. */
  leaf(at: Instant): { month: string; day: string; weekday: string }
}

/** Words for times, in the reader's preferences. */
export function useSaying(): Saying {
  const preferences = usePreferences()
  const hour = Math.floor(useNow() / HOUR) * HOUR
  return useMemo(() => sayingFor(preferences, hour), [preferences, hour])
}

function sayingFor(preferences: Preferences, now: Instant): Saying {
  const inZone = (timeZone = preferences.timeZone) => ({ ...preferences, timeZone })
  return {
    time: (at, timeZone) => sayTime(at, inZone(timeZone)),
    timeRange: (from, to) => sayTimeRange([from, to], preferences),
    day: (at) => sayDay(at, preferences, { now }),
    longDay: (date) => sayDayLong(date, preferences, { now }),
    whole: (from, to, timeZone) => sayDateTimeRange([from, to], inZone(timeZone), { now }),
    timeThere(at, timeZone) {
      const isSameDay = dateAt(timeZone, at) === dateAt(preferences.timeZone, at)
      const day = isSameDay ? '' : `${sayDay(at, inZone(timeZone))}, `
      return `${day}${sayTime(at, inZone(timeZone))} in ${zoneCity(timeZone)}`
    },
    leaf: (at) => leafOf(at, preferences, now),
  }
}

function leafOf(at: Instant, preferences: Preferences, now: Instant) {
  const { timeZone } = preferences
  const part = (parts: DateParts) => sayParts(at, preferences, parts)
  const isThisYear = dateAt(timeZone, at).slice(0, 4) === dateAt(timeZone, now).slice(0, 4)
  return {
    month: part(isThisYear ? { month: 'short' } : { month: 'short', year: '2-digit' }),
    day: part({ day: 'numeric' }),
    weekday: part({ weekday: 'short' }),
  }
}
