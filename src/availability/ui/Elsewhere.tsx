import { useMemo, useState } from 'react'

import { usePreferences } from '#kit/preferences.tsx'
import { ZoneField } from '#kit/ZoneField.tsx'
import { sayDay, sayTimeRange } from '#time/display.ts'
import type { Instant } from '#time/instant.ts'
import type { LocalDate } from '#time/wall-time.ts'
import { zoneCity } from '#time/time-zones.ts'
import { weekdayOf } from '#time/wall-time.ts'
import { dateAt } from '#time/zone.ts'

import { findClockChange, offeredElsewhere, type Standing } from '../elsewhere.ts'
import { weekdayText } from '../hours-summary.ts'
import { refuseHours, type Schedule, soundHours, weekdays } from '../schedule.ts'
import { durationText } from '../duration-text.ts'

type ElsewhereProps = {
  /** As it stands in the form, saved or not. */
  schedule: Schedule
  standings: readonly Standing[]
  /** The first date of the week that is looked at. */
  firstDate: LocalDate
  now: Instant
}

/** How the week looks to somebody in another zone, and what becomes of it when clocks change; both follow what is typed. */
export function Elsewhere({ schedule: typed, standings, firstDate, now }: ElsewhereProps) {
  const [zone, setZone] = useState(() => farFrom(typed.timeZone))
  const schedule = useMemo(() => (refuseHours(typed).length > 0 ? soundHours(typed) : typed), [typed])
  const preferences = usePreferences()
  const reader = { ...preferences, timeZone: zone }
  // Of the present week, what is left of it and as many days after.
  const today = dateAt(zone, now)
  const from = firstDate < today ? today : firstDate
  const days = useMemo(
    () => offeredElsewhere(schedule, standings, { timeZone: zone, firstDate: from, days: 7, now }),
    [schedule, standings, zone, from, now],
  )
  return (
    <section aria-label="How it looks elsewhere" className="flex flex-col gap-4">
      <div>
        <h2 className="font-semibold">How it looks elsewhere</h2>
        <p className="mt-1 text-sm text-muted">
          What somebody there can book in seven days, as you have it here now. What takes your time is taken
          out.
        </p>
      </div>
      <ZoneField label="Their time zone" value={zone} onChange={setZone} at={now} />
      <dl aria-label={`Offered in ${zoneCity(zone)}`} className="border-t border-line">
        {days.map(({ date, offered }) => (
          <div key={date} className="grid grid-cols-[6.5rem_1fr] gap-3 border-b border-line py-1.5">
            <dt className="text-muted">{sayDay(date, reader)}</dt>
            <dd className="tabular">
              {offered.length === 0 && <span className="text-muted">Nothing</span>}
              {offered.map((interval) => (
                <span key={interval[0]} className="block">
                  {sayTimeRange(interval, reader)}
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <NextClockChange schedule={schedule} zone={zone} now={now} />
    </section>
  )
}

function NextClockChange({ schedule, zone, now }: { schedule: Schedule; zone: string; now: Instant }) {
  const preferences = usePreferences()
  const change = useMemo(() => findClockChange(schedule, now), [schedule, now])
  const here = zoneCity(schedule.timeZone)
  const there = zoneCity(zone)
  if (!change) return <p className="text-sm text-muted">Clocks in {here} do not change in the next year.</p>
  const hereReader = { ...preferences, timeZone: schedule.timeZone }
  const thereReader = { ...preferences, timeZone: zone }
  const day = weekdays[weekdayOf(dateAt(schedule.timeZone, change.after[0])) - 1]
  const before = sayTimeRange(change.before, thereReader)
  const after = sayTimeRange(change.after, thereReader)
  return (
    <div className="rounded-card bg-surface-sunken px-4 py-3">
      <h3 className="font-semibold">
        Clocks in {here} change on {sayDay(change.date, hereReader, { now })}
      </h3>
      <p className="mt-1">
        They go {change.byMinutes > 0 ? 'forward' : 'back'} by {durationText(Math.abs(change.byMinutes))}.
        {day && ` Your ${weekdayText(day)} stays ${sayTimeRange(change.after, hereReader)} there.`}
      </p>
      <p className="mt-1">
        {before === after
          ? `In ${there} it stays ${after}, before and after.`
          : `In ${there} it is ${before} on ${sayDay(change.before[0], thereReader)} and ${after} on ${sayDay(change.after[0], thereReader)}.`}
      </p>
    </div>
  )
}

function farFrom(timeZone: string): string {
  return timeZone === 'America/New_York' ? 'Europe/London' : 'America/New_York'
}
