import { useMemo, useState } from 'react'

import { ComboBox } from '#kit/ComboBox.tsx'
import { NumberField } from '#kit/NumberField.tsx'
import { RadioCards } from '#kit/RadioCards.tsx'

import { digitsOf, listCurrencies, type Price } from '../price.ts'

/** What it costs, written as its currency is; agreed and paid outside. */
export function PriceFields({
  value,
  onChange,
}: {
  value: Price | null
  onChange: (price: Price | null) => void
}) {
  const [currency, setCurrency] = useState(value?.currency ?? 'EUR')
  const options = useMemo(() => currencyOptions(), [])
  const digits = digitsOf(currency)
  const amount = value ? value.minor / 10 ** digits : Number.NaN
  const price = (major: number, code: string): Price => ({
    minor: Number.isNaN(major) ? 0 : Math.round(major * 10 ** digitsOf(code)),
    currency: code,
  })
  return (
    <>
      <RadioCards
        label="What it costs"
        options={[
          { value: 'free', title: 'Nothing' },
          { value: 'priced', title: 'A price' },
        ]}
        value={value ? 'priced' : 'free'}
        onChange={(kind) => onChange(kind === 'free' ? null : { minor: 0, currency })}
      />
      {value && (
        <div className="grid grid-cols-2 gap-4 narrow:grid-cols-1">
          <NumberField
            label="Price"
            name="price.minor"
            description="For each booking, whichever duration. You agree on how it is paid."
            minValue={0}
            formatOptions={{ style: 'currency', currency, currencyDisplay: 'narrowSymbol' }}
            value={value.minor === 0 ? Number.NaN : amount}
            onChange={(major) => onChange(price(major, currency))}
          />
          <ComboBox
            label="Currency"
            name="price.currency"
            options={options}
            value={currency}
            onChange={(code) => {
              if (code === null) return
              setCurrency(code)
              onChange(price(amount, code))
            }}
          />
        </div>
      )}
    </>
  )
}

function currencyOptions(): { value: string; label: string }[] {
  const names = new Intl.DisplayNames('en', { type: 'currency' })
  return listCurrencies()
    .map((code) => ({ value: code, label: `${names.of(code) ?? code} (${code})` }))
    .toSorted((one, other) => one.label.localeCompare(other.label, 'en'))
}
