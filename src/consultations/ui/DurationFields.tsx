import { Plus } from 'lucide-react'
import { useState } from 'react'

import { durationText } from '#availability/duration-text.ts'
import { Button } from '#kit/Button.tsx'
import { CheckboxGroup } from '#kit/CheckboxGroup.tsx'
import { NumberField } from '#kit/NumberField.tsx'

import { refuseDurations } from '../offering.ts'

const usual = [15, 30, 45, 60, 90, 120]

/** How long it takes: one or several durations, of which who books chooses. */
export function DurationFields({
  value,
  onChange,
}: {
  value: readonly number[]
  onChange: (durations: number[]) => void
}) {
  const [other, setOther] = useState(20)
  // Said once somebody wants it, and gone with the next thing they type.
  const [refused, setRefused] = useState<string>()
  const all = [...new Set([...usual, ...value])].toSorted((one, two) => one - two)
  const add = (): void => {
    const sentence = refuseOther(other, value)
    setRefused(sentence)
    if (sentence === undefined) onChange([...value, other].toSorted((one, two) => one - two))
  }
  return (
    <div className="flex flex-col gap-4">
      <CheckboxGroup
        label="How long it takes"
        name="durations"
        description="With several, who books chooses one."
        orientation="horizontal"
        options={all.map((minutes) => ({ value: `${minutes}`, label: durationText(minutes) }))}
        value={value.map(String)}
        onChange={(chosen) => onChange(chosen.map(Number).toSorted((one, two) => one - two))}
      />
      <div className="flex items-start gap-2">
        <NumberField
          label="Another duration"
          unit="minutes"
          step={5}
          // What is typed stays as it was typed, also where it cannot be.
          commitBehavior="validate"
          // It is no part of what is saved, so nothing typed here stands in the way of that.
          validationBehavior="aria"
          value={other}
          onChange={(minutes) => {
            setOther(minutes)
            setRefused(undefined)
          }}
          errorMessage={refused}
          className="w-56"
        />
        <Button icon={Plus} className="mt-6" onPress={add}>
          Add
        </Button>
      </div>
    </div>
  )
}

function refuseOther(minutes: number, chosen: readonly number[]): string | undefined {
  if (chosen.includes(minutes)) return 'This one is chosen already.'
  const [sentence] = Object.values(refuseDurations([...chosen, minutes]))
  return sentence
}
