import { useMemo, useState } from 'react'

import { ComboBox } from '#kit/ComboBox.tsx'
import { RadioCards } from '#kit/RadioCards.tsx'
import { TextField } from '#kit/TextField.tsx'

import { listCurrencies, type Price, readAmount, sayPrice, writeAmount } from '../price.ts'

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
  const [text, setText] = useState(value && value.minor > 0 ? writeAmount(value) : '')
  // Nothing readable is no price yet: saving says so.
  const write = (typed: string, code: string): void => {
    setText(typed)
    setCurrency(code)
    onChange({ minor: readAmount(typed, code) ?? 0, currency: code })
  }
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
          <TextField
            label="Price"
            name="price.minor"
            description={
              value.minor > 0
                ? `${sayPrice(value)} for each booking, whichever duration. You agree on how it is paid.`
                : 'Write it like 12.50. It is for each booking, whichever duration.'
            }
            inputMode="decimal"
            value={text}
            onChange={(typed) => write(typed, currency)}
          />
          <ComboBox
            label="Currency"
            name="price.currency"
            options={options}
            value={currency}
            onChange={(code) => {
              if (code !== null) write(text, code)
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
