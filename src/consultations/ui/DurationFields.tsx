import { Plus } from 'lucide-react'
import { useState } from 'react'

import { durationText } from '#availability/duration-text.ts'
import { Button } from '#kit/Button.tsx'
import { CheckboxGroup } from '#kit/CheckboxGroup.tsx'
import { NumberField } from '#kit/NumberField.tsx'

import { longestMinutes, mostDurations, shortestMinutes } from '../offering.ts'

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
  const all = [...new Set([...usual, ...value])].toSorted((one, two) => one - two)
  const isKnown = value.includes(other)
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
      <div className="flex items-end gap-2">
        <NumberField
          label="Another duration"
          unit="minutes"
          minValue={shortestMinutes}
          maxValue={longestMinutes}
          step={5}
          value={other}
          onChange={(minutes) => setOther(Number.isNaN(minutes) ? shortestMinutes : minutes)}
          className="w-56"
        />
        <Button
          icon={Plus}
          isDisabled={isKnown || value.length >= mostDurations}
          onPress={() => onChange([...value, other].toSorted((one, two) => one - two))}
        >
          Add
        </Button>
      </div>
    </div>
  )
}
