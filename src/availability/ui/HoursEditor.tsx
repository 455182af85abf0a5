import type { ReactNode } from 'react'

import { usePreferences } from '#kit/preferences.tsx'
import { useNarrow } from '#kit/use-media.ts'
import { useNow } from '#kit/use-now.ts'
import { ZoneField } from '#kit/ZoneField.tsx'
import { sayWallTime } from '#time/display.ts'
import type { Instant } from '#time/instant.ts'
import { offsetLabel } from '#time/time-zones.ts'
import { wallTimeOf, weekdayOf } from '#time/wall-time.ts'
import { wallOf } from '#time/zone.ts'

import { weekdayText } from '../hours-summary.ts'
import { type Hours, refuseHours, weekdays } from '../schedule.ts'
import { DateHours } from './DateHours.tsx'
import { WeekHours } from './WeekHours.tsx'

type HoursEditorProps = {
  /** May hold half-typed windows while it is edited; `refuseHours` says what is still missing. */
  value: Hours
  onChange: (hours: Hours) => void
  /** The server's sentences by field, such as `weekly.1.0`. */
  fieldErrors?: Record<string, string>
  /** The same hours drawn, beside the rows of the week; on phones below them. */
  drawn?: ReactNode
  /** The same dates as a month, above their rows. */
  month?: ReactNode
}

/** A person's hours: the zone they are meant in, the week, and single dates. */
export function HoursEditor({ value, onChange, fieldErrors = {}, drawn, month }: HoursEditorProps) {
  const { hourCycle } = usePreferences()
  const now = useNow()
  const isNarrow = useNarrow()
  const errors = { ...fieldErrors, ...sentencesOf(value) }
  return (
    <div className="flex flex-col gap-7">
      <ZoneField
        name="timeZone"
        value={value.timeZone}
        onChange={(timeZone) => onChange({ ...value, timeZone })}
        description={`The hours below are meant there. ${presentIn(value.timeZone, now, hourCycle)}`}
        errorMessage={errors.timeZone}
      />
      {!isNarrow && drawn}
      <WeekHours
        weekly={value.weekly}
        onChange={(weekly) => onChange({ ...value, weekly })}
        errors={errors}
      />
      {isNarrow && drawn}
      {month}
      <DateHours
        timeZone={value.timeZone}
        weekly={value.weekly}
        overrides={value.overrides}
        onChange={(overrides) => onChange({ ...value, overrides })}
        errors={errors}
      />
    </div>
  )
}

function presentIn(zone: string, now: Instant, hourCycle: 12 | 24): string {
  const { date, minutes } = wallOf(zone, now)
  const day = weekdays[weekdayOf(date) - 1]
  return `It is ${day ? `${weekdayText(day)}, ` : ''}${sayWallTime(wallTimeOf(minutes), hourCycle)} there now (${offsetLabel(zone, now)}).`
}

function sentencesOf(hours: Hours): Record<string, string> {
  return Object.fromEntries(refuseHours(hours).map(({ path, sentence }) => [path.join('.'), sentence]))
}
