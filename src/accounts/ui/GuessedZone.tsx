import { useEffect, useRef, useState } from 'react'

import { Button } from '#kit/Button.tsx'
import { ZoneField } from '#kit/ZoneField.tsx'
import { zoneCity } from '#time/time-zones.ts'

type GuessedZoneProps = { value: string; onChange: (timeZone: string) => void }

/** The zone the device stands in, said in one line, and a field for who wants another. */
export function GuessedZone({ value, onChange }: GuessedZoneProps) {
  const [isChanging, setChanging] = useState(false)
  const field = useRef<HTMLDivElement>(null)
  // The button that was pressed is gone; the field takes its place under the keyboard as well.
  useEffect(() => {
    if (isChanging) field.current?.querySelector('input')?.focus()
  }, [isChanging])
  if (isChanging) {
    return (
      <div ref={field}>
        <ZoneField name="timeZone" value={value} onChange={onChange} />
      </div>
    )
  }
  return (
    <p className="flex flex-wrap items-center gap-x-2 text-muted">
      <span>
        Times are shown as in <strong className="font-semibold text-text">{zoneCity(value)}</strong>.
      </span>
      <Button
        variant="quiet"
        size="small"
        className="-mx-3"
        aria-label="Change the time zone"
        onPress={() => setChanging(true)}
      >
        Change
      </Button>
    </p>
  )
}
