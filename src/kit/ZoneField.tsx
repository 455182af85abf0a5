import { useCallback, useMemo } from 'react'

import { HOUR, type Instant } from '#time/instant.ts'
import { searchTimeZones, zoneOfToday } from '#time/time-zones.ts'

import { ComboBox } from './ComboBox.tsx'
import type { FieldProps } from './FieldParts.tsx'
import { useNow } from './use-now.ts'
import { zoneOptions } from './zone-options.ts'

type ZoneFieldProps = Omit<FieldProps, 'label'> & {
  label?: string
  name?: string
  value: string
  onChange: (timeZone: string) => void
  /** The offsets shown are those of this instant; now without one. */
  at?: Instant
  isDisabled?: boolean
}

/** A time zone, found by city, country, abbreviation or offset. */
export function ZoneField({ label = 'Time zone', value, onChange, at, ...rest }: ZoneFieldProps) {
  const now = useNow()
  const hour = Math.floor((at ?? now) / HOUR) * HOUR
  const chosen = zoneOfToday(value)
  const options = useMemo(() => zoneOptions(hour, chosen), [hour, chosen])
  const find = useCallback((typed: string) => searchTimeZones(typed, hour).map(({ zone }) => zone), [hour])
  return (
    <ComboBox
      {...rest}
      label={label}
      options={options}
      find={find}
      value={chosen}
      onChange={(zone) => zone && onChange(zone)}
      placeholder="Search for a city or country"
    />
  )
}
