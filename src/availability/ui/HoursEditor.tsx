import { usePreferences } from '#kit/preferences.tsx'
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
}

/** A person's hours: the zone they are meant in, the week, and single dates. */
export function HoursEditor({ value, onChange, fieldErrors = {} }: HoursEditorProps) {
  const { hourCycle } = usePreferences()
  const now = useNow()
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
      <WeekHours
        weekly={value.weekly}
        onChange={(weekly) => onChange({ ...value, weekly })}
        errors={errors}
      />
      <DateHours
        timeZone={value.timeZone}
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
