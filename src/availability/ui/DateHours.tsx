import { Trash2 } from 'lucide-react'
import { useRef, useState } from 'react'

import { announce } from '#kit/announce.ts'
import { Button } from '#kit/Button.tsx'
import { DatePicker } from '#kit/DatePicker.tsx'
import { IconButton } from '#kit/IconButton.tsx'
import { usePreferences } from '#kit/preferences.tsx'
import { useNow } from '#kit/use-now.ts'
import { addDays, type LocalDate } from '#time/wall-time.ts'
import { dateAt } from '#time/zone.ts'

import type { Hours, Window } from '../schedule.ts'
import { HoursRow } from './HoursRow.tsx'

type Overrides = Hours['overrides']

type DateWording = { locale: string; today: LocalDate }

type DateHoursProps = {
  timeZone: string
  overrides: Overrides
  onChange: (overrides: Overrides) => void
  errors: Record<string, string>
}

/** Single dates with hours of their own, or none. Dates that have passed no longer matter and are not shown. */
export function DateHours({ timeZone, overrides, onChange, errors }: DateHoursProps) {
  const { locale } = usePreferences()
  const section = useRef<HTMLElement>(null)
  const today = dateAt(timeZone, useNow())
  const dates = Object.keys(overrides)
    .filter((date) => date >= today)
    .toSorted()
  const remove = (date: LocalDate) => {
    onChange(Object.fromEntries(Object.entries(overrides).filter(([other]) => other !== date)))
    announce(`${dateText(date, { locale, today })} is as in every week again.`)
    section.current?.focus()
  }
  return (
    <section ref={section} tabIndex={-1} aria-label="Other hours on a date" className="rounded-small">
      <h2 className="font-semibold">Other hours on a date</h2>
      <p className="mt-1 text-sm text-muted">They replace the weekly hours of that date.</p>
      {errors.overrides && <p className="mt-1 text-sm text-bad">{errors.overrides}</p>}
      {dates.length > 0 && (
        <div className="mt-2 border-t border-line">
          {dates.map((date) => (
            <HoursRow
              key={date}
              name={dateText(date, { locale, today })}
              path={`overrides.${date}`}
              windows={overrides[date] ?? []}
              onChange={(windows) => onChange({ ...overrides, [date]: windows })}
              errors={errors}
              nextDay={dateText(addDays(date, 1), { locale, today })}
            >
              <IconButton
                label={`Remove ${dateText(date, { locale, today })}`}
                icon={Trash2}
                onPress={() => remove(date)}
              />
            </HoursRow>
          ))}
        </div>
      )}
      <AddDate
        today={today}
        taken={dates}
        onAdd={(date, windows) => onChange({ ...overrides, [date]: windows })}
      />
    </section>
  )
}

type AddDateProps = {
  today: LocalDate
  taken: readonly LocalDate[]
  onAdd: (date: LocalDate, windows: Window[]) => void
}

function AddDate({ today, taken, onAdd }: AddDateProps) {
  const { locale } = usePreferences()
  const [date, setDate] = useState<LocalDate | null>(null)
  const error = refuseDate(date, today, taken)
  const add = (windows: Window[]) => {
    if (!date || error) return
    onAdd(date, windows)
    announce(`${dateText(date, { locale, today })} is in the list.`)
    setDate(null)
  }
  return (
    <div className="mt-3 flex flex-wrap items-start gap-2">
      <DatePicker
        label="Date"
        isLabelHidden
        value={date}
        onChange={setDate}
        min={today}
        errorMessage={error}
        className="w-44 narrow:w-full"
      />
      <Button isDisabled={!date || error !== undefined} onPress={() => add([['09:00', '17:00']])}>
        Set other hours
      </Button>
      <Button isDisabled={!date || error !== undefined} onPress={() => add([])}>
        Not available
      </Button>
    </div>
  )
}

function refuseDate(
  date: LocalDate | null,
  today: LocalDate,
  taken: readonly LocalDate[],
): string | undefined {
  if (date === null) return undefined
  if (date < today) return 'This date has passed.'
  return taken.includes(date) ? 'This date is in the list already.' : undefined
}

/** "Tue, Nov 3" in the order of the reader's region; with the year when it is not this one. */
function dateText(date: LocalDate, { locale, today }: DateWording): string {
  return new Intl.DateTimeFormat(locale, {
    timeZone: 'UTC',
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(date.slice(0, 4) !== today.slice(0, 4) && { year: 'numeric' }),
  }).format(new Date(date))
}
