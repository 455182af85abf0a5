import { useState } from 'react'

import { refuseHours } from '#availability/schedule.ts'
import { WeekHead } from '#availability/ui/WeekHead.tsx'
import { windowsOf } from '#availability/windows.ts'
import { useCalendars } from '#calendars/ui/use-calendars.ts'
import { useOwnBusy } from '#calendars/ui/use-own-busy.ts'
import { classes } from '#kit/classes.ts'
import { usePreferences } from '#kit/preferences.tsx'
import { useNow } from '#kit/use-now.ts'
import { sayDay } from '#time/display.ts'
import { HOUR } from '#time/instant.ts'
import { clip, type Interval } from '#time/interval.ts'
import { addDays, dayNumberOf, type LocalDate } from '#time/wall-time.ts'
import { dateAt, startOfDate } from '#time/zone.ts'

import type { Offer } from '../invite.ts'

const daysShown = 7
const earliest = 6
const latest = 22

/**
 * A week of what is offered with one's own busy times drawn over it, for who has a calendar linked. Those of a suspended link no
 * longer count.
 */
export function OfferedWeek({ offer }: { offer: Offer }) {
  const { calendars } = useCalendars()
  const counting = calendars?.links.filter(({ state }) => state !== 'suspended') ?? []
  if (!counting.some((link) => link.calendars.some((one) => one.countsAsBusy))) return null
  return <Week offer={offer} />
}

function Week({ offer }: { offer: Offer }) {
  const { timeZone, fromDate, untilDate } = offer
  const preferences = usePreferences()
  const now = useNow()
  const today = dateAt(timeZone, now)
  const first = fromDate > today ? fromDate : today
  const [week, setWeek] = useState(0)
  const dates = Array.from({ length: daysShown }, (_, day) => addDays(first, week * daysShown + day))
  const range = spanOf(timeZone, dates[0] ?? first, dates.at(-1) ?? first)
  const busy = useOwnBusy(range)
  // Half-typed hours are nothing yet.
  const offered = refuseHours(offer).length === 0 ? windowsOf(offer, range) : []
  const hasMore = dayNumberOf(untilDate) > dayNumberOf(dates.at(-1) ?? untilDate)
  const say = (date: LocalDate | undefined) => sayDay(date ?? first, { ...preferences, timeZone })
  return (
    <section aria-label="Your busy times">
      <WeekHead
        title="Your busy times"
        onBefore={week > 0 ? () => setWeek(week - 1) : undefined}
        onAfter={hasMore ? () => setWeek(week + 1) : undefined}
      >
        {say(dates[0])} – {say(dates.at(-1))}. They are taken out by themselves.
      </WeekHead>
      <div
        role="img"
        aria-label={sayWeek(range, busy)}
        className="mt-3 grid grid-cols-7 gap-1 text-center text-sm text-muted"
      >
        {dates.map((date) => (
          <Day
            key={date}
            date={date}
            timeZone={timeZone}
            offered={offered}
            busy={busy}
            name={weekdayOf(date, preferences.locale)}
          />
        ))}
      </div>
      <p aria-hidden="true" className="mt-2 flex gap-4 text-sm text-muted">
        <Legend look={offeredLook}>Offered</Legend>
        <Legend look={busyLook}>Busy</Legend>
      </p>
    </section>
  )
}

const offeredLook = 'bg-accent-soft'
const busyLook = 'hatched bg-surface-raised border border-line-strong/45'

type DayProps = {
  date: LocalDate
  name: string
  timeZone: string
  offered: readonly Interval[]
  busy: readonly Interval[]
}

function Day({ date, name, timeZone, offered, busy }: DayProps) {
  const midnight = startOfDate(timeZone, date)
  // From early to late; a day on which clocks change is drawn as long as any other.
  const shown: Interval = [midnight + earliest * HOUR, midnight + latest * HOUR]
  return (
    <div>
      <span className="block truncate">{name}</span>
      <div className="relative mt-1 h-28 overflow-hidden rounded-small bg-surface-sunken">
        <Stretches of={offered} shown={shown} look={offeredLook} />
        <Stretches of={busy} shown={shown} look={classes(busyLook, 'rounded-small')} />
      </div>
    </div>
  )
}

function Stretches({ of, shown, look }: { of: readonly Interval[]; shown: Interval; look: string }) {
  const length = shown[1] - shown[0]
  return of.map((interval) => {
    const part = clip(interval, shown)
    if (!part) return null
    const top = ((part[0] - shown[0]) / length) * 100
    const height = ((part[1] - part[0]) / length) * 100
    return (
      <span
        key={part[0]}
        className={classes('absolute inset-x-0', look)}
        style={{ top: `${top}%`, height: `${height}%` }}
      />
    )
  })
}

function Legend({ look, children }: { look: string; children: string }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <span className={classes('size-3.5 rounded-small', look)} />
      {children}
    </span>
  )
}

function spanOf(timeZone: string, first: LocalDate, last: LocalDate): Interval {
  return [startOfDate(timeZone, first), startOfDate(timeZone, addDays(last, 1))]
}

function weekdayOf(date: LocalDate, locale: string): string {
  return new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' }).format(
    Date.parse(`${date}T12:00:00Z`),
  )
}

function sayWeek(range: Interval, busy: readonly Interval[]): string {
  const count = busy.filter((interval) => clip(interval, range)).length
  if (count === 0) return 'Your calendars say you are free that week.'
  return count === 1
    ? 'Your calendars say you are busy once that week.'
    : `Your calendars say you are busy ${count} times that week.`
}
