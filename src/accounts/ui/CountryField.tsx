import { useMemo } from 'react'

import { ComboBox } from '#kit/ComboBox.tsx'
import type { FieldProps } from '#kit/FieldParts.tsx'

import { countries } from '../country.ts'

type CountryFieldProps = FieldProps & {
  name?: string
  /** ISO 3166-1 alpha-2; null for the choice called `noneLabel`. */
  value: string | null
  onChange: (country: string | null) => void
  noneLabel: string
}

const none = 'none'

/** A country, found by its name or its two letters, or none. */
export function CountryField({ value, onChange, noneLabel, ...rest }: CountryFieldProps) {
  const options = useMemo(() => [{ value: none, label: noneLabel }, ...countryOptions()], [noneLabel])
  return (
    <ComboBox
      {...rest}
      options={options}
      value={value ?? none}
      onChange={(code) => code !== null && onChange(code === none ? null : code)}
      placeholder="Search for a country"
    />
  )
}

function countryOptions(): { value: string; label: string; detail: string }[] {
  const names = new Intl.DisplayNames('en', { type: 'region' })
  return countries
    .map((code) => ({ value: code, label: names.of(code) ?? code, detail: code }))
    .toSorted((a, b) => a.label.localeCompare(b.label, 'en'))
}
