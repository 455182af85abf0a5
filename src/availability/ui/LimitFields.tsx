import { NumberField } from '#kit/NumberField.tsx'
import { usePreferences } from '#kit/preferences.tsx'
import { Select } from '#kit/Select.tsx'

import { durationText } from '../duration-text.ts'
import { weekdayText } from '../hours-summary.ts'
import { increments, mostDaysAhead, type Schedule, type Weekday, weekdays } from '../schedule.ts'

type Limits = Pick<
  Schedule,
  | 'bufferBeforeMinutes'
  | 'bufferAfterMinutes'
  | 'minimumNoticeMinutes'
  | 'daysAhead'
  | 'incrementMinutes'
  | 'mostADay'
  | 'mostAWeek'
  | 'weekStart'
>

type LimitFieldsProps = { value: Limits; onChange: (changed: Partial<Limits>) => void }

const hour = 60
const day = 24 * hour
const pauses = [0, 5, 10, 15, 20, 30, 45, hour, 90, 2 * hour, 4 * hour]
const notices = [
  0,
  30,
  hour,
  2 * hour,
  4 * hour,
  8 * hour,
  12 * hour,
  day,
  2 * day,
  3 * day,
  7 * day,
  14 * day,
  30 * day,
]

/** What protects one's time: pauses, notice, how far ahead, how close starts lie together, and how many meetings are enough. */
export function LimitFields({ value, onChange }: LimitFieldsProps) {
  const { weekStart } = usePreferences()
  return (
    <section aria-label="Limits" className="flex flex-col gap-5 border-t border-line pt-6">
      <div className="grid grid-cols-2 gap-4 narrow:grid-cols-1">
        <Select
          label="Pause before a meeting"
          name="bufferBeforeMinutes"
          options={durationOptions(pauses, value.bufferBeforeMinutes)}
          value={`${value.bufferBeforeMinutes}`}
          onChange={(minutes) => onChange({ bufferBeforeMinutes: Number(minutes) })}
        />
        <Select
          label="Pause after a meeting"
          name="bufferAfterMinutes"
          options={durationOptions(pauses, value.bufferAfterMinutes)}
          value={`${value.bufferAfterMinutes}`}
          onChange={(minutes) => onChange({ bufferAfterMinutes: Number(minutes) })}
        />
        <Select
          label="Minimum notice"
          name="minimumNoticeMinutes"
          description="How long before its start a time can still be booked."
          options={durationOptions(notices, value.minimumNoticeMinutes)}
          value={`${value.minimumNoticeMinutes}`}
          onChange={(minutes) => onChange({ minimumNoticeMinutes: Number(minutes) })}
        />
        <NumberField
          label="How far ahead"
          unit="days"
          name="daysAhead"
          description="Today counts as the first."
          minValue={1}
          maxValue={mostDaysAhead}
          value={value.daysAhead}
          onChange={(daysAhead) => onChange({ daysAhead: Number.isNaN(daysAhead) ? 1 : daysAhead })}
        />
        <Select
          label="A meeting can start every"
          name="incrementMinutes"
          description="Counted from the beginning of your hours."
          options={increments.map((step) => ({ value: `${step}`, label: durationText(step) }))}
          value={`${value.incrementMinutes}`}
          onChange={(minutes) => {
            const step = increments.find((each) => `${each}` === minutes)
            if (step) onChange({ incrementMinutes: step })
          }}
        />
        <span className="narrow:hidden" />
        <Select
          label="Meetings a day"
          name="mostADay"
          description="Those you organize. A full day is not offered."
          options={limitOptions(daily, value.mostADay)}
          value={`${value.mostADay ?? 0}`}
          onChange={(most) => onChange({ mostADay: Number(most) || null })}
        />
        <Select
          label="Meetings a week"
          name="mostAWeek"
          description={`A week is counted from ${weekdayText(weekdayNamed(value.mostAWeek === null ? weekStart : value.weekStart))}.`}
          options={limitOptions(weekly, value.mostAWeek)}
          value={`${value.mostAWeek ?? 0}`}
          onChange={(most) => onChange({ mostAWeek: Number(most) || null, weekStart })}
        />
      </div>
    </section>
  )
}

const daily = [1, 2, 3, 4, 5, 6, 8, 10]
const weekly = [1, 2, 3, 5, 8, 10, 12, 15, 20, 25, 30]

function limitOptions(usual: readonly number[], set: number | null): { value: string; label: string }[] {
  const numbers = [...new Set([...usual, ...(set === null ? [] : [set])])].toSorted(
    (one, other) => one - other,
  )
  return [
    { value: '0', label: 'No limit' },
    ...numbers.map((most) => ({ value: `${most}`, label: `At most ${most}` })),
  ]
}

function weekdayNamed(number: number): Weekday {
  return weekdays[number - 1] ?? '1'
}

/** What is set stands among the usual choices, also when it was set elsewhere. */
function durationOptions(usual: readonly number[], set: number): { value: string; label: string }[] {
  return [...new Set([...usual, set])]
    .toSorted((one, other) => one - other)
    .map((minutes) => ({ value: `${minutes}`, label: durationText(minutes) }))
}
