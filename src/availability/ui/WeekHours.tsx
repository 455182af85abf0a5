import { usePreferences } from '#kit/preferences.tsx'

import { summariseWeek, weekdaysFrom, weekdayText } from '../hours-summary.ts'
import { type Hours, soundHours, type Weekday } from '../schedule.ts'
import { CopyHours } from './CopyHours.tsx'
import { HoursRow } from './HoursRow.tsx'

type WeekHoursProps = {
  weekly: Hours['weekly']
  onChange: (weekly: Hours['weekly']) => void
  errors: Record<string, string>
}

/** The week, a row for each day, beginning where the reader's week does. */
export function WeekHours({ weekly, onChange, errors }: WeekHoursProps) {
  const { weekStart, hourCycle } = usePreferences()
  const copy = (from: Weekday, to: readonly Weekday[]) => {
    const windows = weekly[from] ?? []
    onChange({ ...weekly, ...Object.fromEntries(to.map((day) => [day, windows])) })
  }
  return (
    <section aria-label="Weekly hours">
      <h2 className="font-semibold">Weekly hours</h2>
      <p className="mt-1 text-sm text-muted">
        {summariseWeek(soundHours({ weekly, overrides: {} }).weekly, { hourCycle, weekStart })}
      </p>
      {errors.weekly && <p className="mt-1 text-sm text-bad">{errors.weekly}</p>}
      <div className="mt-2 border-t border-line">
        {weekdaysFrom(weekStart).map((day) => (
          <HoursRow
            key={day}
            name={weekdayText(day)}
            path={`weekly.${day}`}
            windows={weekly[day] ?? []}
            onChange={(windows) => onChange({ ...weekly, [day]: windows })}
            errors={errors}
            nextDay={weekdayText(dayAfter(day))}
          >
            <CopyHours from={day} onCopy={(to) => copy(day, to)} />
          </HoursRow>
        ))}
      </div>
    </section>
  )
}

function dayAfter(day: Weekday): Weekday {
  return weekdaysFrom(Number(day))[1] ?? day
}
