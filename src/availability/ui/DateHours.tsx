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

import { firstOwnWindows, type Hours, type Window } from '../schedule.ts'
import { HoursRow } from './HoursRow.tsx'

type Overrides = Hours['overrides']

type DateWording = { locale: string; today: LocalDate }

type DateHoursProps = {
  timeZone: string
  weekly: Hours['weekly']
  overrides: Overrides
  onChange: (overrides: Overrides) => void
  errors: Record<string, string>
}

/** Single dates with hours of their own, or none. Dates that have passed no longer matter and are not shown. */
export function DateHours({ timeZone, weekly, overrides, onChange, errors }: DateHoursProps) {
  const { locale } = usePreferences()
  const section = useRef<HTMLElement>(null)
  const today = dateAt(timeZone, useNow())
  const dates = Object.keys(overrides)
    .filter((date) => date >= today)
    .toSorted()
  const text = (date: LocalDate) => dateText(date, { locale, today })
  const remove = (gone: readonly LocalDate[]) => {
    onChange(Object.fromEntries(Object.entries(overrides).filter(([date]) => !gone.includes(date))))
    announce(`${runText(gone, text)}: as in every week again.`)
    section.current?.focus()
  }
  return (
    <section ref={section} tabIndex={-1} aria-label="Other hours on a date" className="rounded-small">
      <h2 className="font-semibold">Other hours on a date</h2>
      <p className="mt-1 text-sm text-muted">They replace the weekly hours of that date.</p>
      {errors.overrides && <p className="mt-1 text-sm text-bad">{errors.overrides}</p>}
      {dates.length > 0 && (
        <div className="mt-2 border-t border-line">
          {runsOf(dates, overrides).map(([date, ...more]) =>
            more.length > 0 ? (
              <AwayRow
                key={date}
                name={runText([date, ...more], text)}
                onRemove={() => remove([date, ...more])}
              />
            ) : (
              <HoursRow
                key={date}
                name={text(date)}
                path={`overrides.${date}`}
                windows={overrides[date] ?? []}
                onChange={(windows) => onChange({ ...overrides, [date]: windows })}
                errors={errors}
                nextDay={text(addDays(date, 1))}
              >
                <IconButton label={`Remove ${text(date)}`} icon={Trash2} onPress={() => remove([date])} />
              </HoursRow>
            ),
          )}
        </div>
      )}
      <AddDate
        today={today}
        taken={dates}
        weekly={weekly}
        onAdd={(date, windows) => onChange({ ...overrides, [date]: windows })}
      />
    </section>
  )
}

// Days away that follow one another are one thing to read and to take back.
function AwayRow({ name, onRemove }: { name: string; onRemove: () => void }) {
  return (
    <div
      role="group"
      aria-label={name}
      className="grid grid-cols-[1fr_auto] items-center gap-x-3 border-b border-line py-2"
    >
      <p>
        {name}: <span className="text-muted">away</span>
      </p>
      <IconButton label={`Remove ${name}`} icon={Trash2} onPress={onRemove} />
    </div>
  )
}

/** Ascending dates, those closed that follow one another together. */
function runsOf(dates: readonly LocalDate[], overrides: Overrides): [LocalDate, ...LocalDate[]][] {
  const isAway = (date: LocalDate) => overrides[date]?.length === 0
  const runs: [LocalDate, ...LocalDate[]][] = []
  for (const date of dates) {
    const run = runs.at(-1)
    const last = run?.at(-1)
    if (run && last && isAway(last) && isAway(date) && addDays(last, 1) === date) run.push(date)
    else runs.push([date])
  }
  return runs
}

function runText(run: readonly LocalDate[], text: (date: LocalDate) => string): string {
  const [first = '', last = first] = [run.at(0), run.at(-1)]
  return first === last ? text(first) : `${text(first)} – ${text(last)}`
}

type AddDateProps = {
  today: LocalDate
  taken: readonly LocalDate[]
  weekly: Hours['weekly']
  onAdd: (date: LocalDate, windows: Window[]) => void
}

function AddDate({ today, taken, weekly, onAdd }: AddDateProps) {
  const { locale } = usePreferences()
  const [date, setDate] = useState<LocalDate | null>(null)
  const error = refuseDate(date, today, taken)
  const add = (windowsOf: (date: LocalDate) => Window[]) => {
    if (!date || error) return
    onAdd(date, windowsOf(date))
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
      <Button
        isDisabled={!date || error !== undefined}
        onPress={() => add((on) => firstOwnWindows({ weekly }, on))}
      >
        Set other hours
      </Button>
      <Button isDisabled={!date || error !== undefined} onPress={() => add(() => [])}>
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
