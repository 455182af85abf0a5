import { X } from 'lucide-react'

import { DatePicker } from '#kit/DatePicker.tsx'
import { IconButton } from '#kit/IconButton.tsx'
import { usePreferences } from '#kit/preferences.tsx'
import { TimeField } from '#kit/TimeField.tsx'
import { parseInstant, toIso } from '#time/instant.ts'
import { minutesOf, wallTimeOf } from '#time/wall-time.ts'
import { toInstant, wallOf } from '#time/zone.ts'

type LimitFieldProps = {
  label: string
  name: string
  /** An instant in ISO 8601; empty for no limit. */
  value: string
  onChange: (value: string) => void
}

/** A date and time in the reader's zone that may be left open. */
export function LimitField({ label, name, value, onChange }: LimitFieldProps) {
  const { timeZone } = usePreferences()
  const at = parseInstant(value)
  const wall = at === undefined ? null : wallOf(timeZone, at)
  return (
    <div className="flex flex-wrap items-end gap-2">
      <DatePicker
        className="min-w-40 flex-1"
        label={`${label} (empty: no limit)`}
        name={name}
        value={wall?.date ?? null}
        onChange={(date) =>
          onChange(date === null ? '' : toIso(toInstant(timeZone, date, wall?.minutes ?? 0)))
        }
      />
      {wall && (
        <>
          <TimeField
            className="w-28"
            label={`${label}, time`}
            value={wallTimeOf(wall.minutes)}
            onChange={(time) => time && onChange(toIso(toInstant(timeZone, wall.date, minutesOf(time))))}
          />
          <IconButton label={`${label}: no limit`} icon={X} onPress={() => onChange('')} />
        </>
      )}
    </div>
  )
}
