import { X } from 'lucide-react'

import { Button } from '#kit/Button.tsx'
import { instantOf } from '#time/instant.ts'

import { useSaying } from './use-saying.ts'

type ChosenTimesProps = {
  label: string
  /** ISO instants, ascending. */
  starts: readonly string[]
  onRemove: (start: string) => void
}

/** The times chosen so far, on whatever day they are; pressing one takes it away. */
export function ChosenTimes({ label, starts, onRemove }: ChosenTimesProps) {
  const say = useSaying()
  if (starts.length === 0) return null
  return (
    <ul aria-label={label} className="flex flex-wrap gap-2">
      {starts.map((start) => {
        const words = `${say.day(instantOf(start))}, ${say.time(instantOf(start))}`
        return (
          <li key={start}>
            <Button
              size="small"
              icon={X}
              className="tabular"
              aria-label={`Take away ${words}`}
              onPress={() => onRemove(start)}
            >
              {words}
            </Button>
          </li>
        )
      })}
    </ul>
  )
}
