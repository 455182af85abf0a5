import type { ComponentType } from 'react'

import { Button } from '#kit/Button.tsx'
import { classes } from '#kit/classes.ts'
import { usePreferences } from '#kit/preferences.tsx'
import { sayDay } from '#time/display.ts'
import type { Instant } from '#time/instant.ts'
import { clip, type Interval } from '#time/interval.ts'
import { addDays, type LocalDate } from '#time/wall-time.ts'
import { startOfDate, toInstant } from '#time/zone.ts'

import type { Spot } from '../drawn-hours.ts'
import type { Standing } from '../elsewhere.ts'
import { type Hours, type Schedule, soundHours } from '../schedule.ts'
import { useDrawing } from './use-drawing.ts'
import { toneLook, WeekDrawing } from './WeekDrawing.tsx'
import { WeekHead } from './WeekHead.tsx'

// As far ahead as anything can be offered.
const lastWeek = 51

type ScheduleWeekProps = {
  value: Schedule
  onChange: (hours: Hours) => void
  dates: readonly LocalDate[]
  today: LocalDate
  /** Steps through the weeks from this one on. */
  week: number
  onWeekChange: (week: number) => void
  standings: readonly Standing[]
  /** Why a schedule does not offer a start, in words. */
  Why: ComponentType<{ schedule: Schedule; at: Instant }>
}

/** The hours as a week that is drawn in, over what stands there already; what the mark is on is told below it. */
export function ScheduleWeek(props: ScheduleWeekProps) {
  const { value, onChange, dates, today, week, onWeekChange, standings, Why } = props
  const preferences = usePreferences()
  const drawing = useDrawing(value, { dates, standings, onChange })
  const shown: Interval = [
    startOfDate(value.timeZone, dates[0] ?? today),
    startOfDate(value.timeZone, addDays(dates.at(-1) ?? today, 1)),
  ]
  const say = (date = today) => sayDay(date, { ...preferences, timeZone: value.timeZone })
  return (
    <section aria-label="Week" className="flex flex-col gap-3">
      <WeekHead
        title="Week"
        onBefore={week > 0 ? () => onWeekChange(week - 1) : undefined}
        onAfter={week < lastWeek ? () => onWeekChange(week + 1) : undefined}
      >
        {say(dates[0])} – {say(dates.at(-1))}
      </WeekHead>
      <WeekDrawing
        hours={soundHours(drawing.shown)}
        dates={dates}
        standings={standings}
        today={today}
        drawing={drawing}
      />
      <p id={drawing.helpId} className="text-sm text-muted">
        <span className="touch:hidden">
          Drag to add hours, pull their ends, move them. By keyboard: arrows, Enter, Delete.
        </span>
        <span className="hidden touch:inline">Tap a time to add hours there or remove them.</span>
      </p>
      <Legend standings={standings.filter((one) => clip(one.interval, shown))} />
      {drawing.cursor && <AtMark spot={drawing.cursor} schedule={value} drawing={drawing} Why={Why} />}
    </section>
  )
}

type AtMarkProps = Pick<ScheduleWeekProps, 'Why'> & {
  spot: Spot
  schedule: Schedule
  drawing: ReturnType<typeof useDrawing>
}

function AtMark({ spot, schedule, drawing, Why }: AtMarkProps) {
  const { timeZone } = schedule
  const isOpen = drawing.isOpenAt(spot)
  const there = drawing.sayThere(spot)
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 rounded-card bg-surface-sunken px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="font-semibold">{drawing.sayAt(spot)}</p>
        {there !== '' && <p className="text-sm wrap-anywhere text-muted">There: {there}</p>}
        <div className="mt-1 text-sm">
          <Why schedule={schedule} at={toInstant(timeZone, spot.date, spot.minute)} />
        </div>
      </div>
      <Button size="small" onPress={() => (isOpen ? drawing.remove(spot) : drawing.add(spot))}>
        {isOpen ? 'Remove these hours' : 'Add an hour here'}
      </Button>
    </div>
  )
}

function Legend({ standings }: { standings: readonly Standing[] }) {
  const names = new Map(
    standings.map(({ tone, name, kind }) => [tone, kind === 'meeting' ? 'Meetings here' : name]),
  )
  if (names.size === 0) return null
  return (
    <ul aria-label="What stands in your time" className="flex flex-wrap gap-x-4 gap-y-1 text-sm text-muted">
      {[...names].map(([tone, name]) => (
        <li key={tone} className="inline-flex items-center gap-1.5">
          <span
            aria-hidden="true"
            className={classes('hatched size-3.5 rounded-small border', toneLook(tone))}
          />
          {name}
        </li>
      ))}
    </ul>
  )
}
