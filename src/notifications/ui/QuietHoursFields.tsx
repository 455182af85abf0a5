import { useState } from 'react'

import { Checkbox } from '#kit/Checkbox.tsx'
import { TimeField } from '#kit/TimeField.tsx'
import { usePreferences } from '#kit/preferences.tsx'
import { zoneCity } from '#time/time-zones.ts'

import type { QuietHours } from '../quiet-hours.ts'

type Props = { quietHours: QuietHours | null; onChoose: (quietHours: QuietHours | null) => void }

const usualNight: QuietHours = { from: '22:00', until: '07:00' }

/** The hours in which one is left in peace. */
export function QuietHoursFields({ quietHours, onChoose }: Props) {
  const { timeZone } = usePreferences()
  return (
    <section aria-label="Quiet hours" className="flex flex-col gap-4">
      <div>
        <h2 className="font-semibold">Quiet hours</h2>
        <p className="mt-1 text-muted">
          What can wait comes when they end: mails about messages, and push about all that does not begin
          before you could act on it. Invitations, and changes to what begins soon, come at once.
        </p>
      </div>
      <Checkbox isSelected={quietHours !== null} onChange={(isOn) => onChoose(isOn ? usualNight : null)}>
        Keep these hours quiet, every day
      </Checkbox>
      {quietHours && (
        <div>
          <div className="flex gap-4">
            <HourField
              label="From"
              value={quietHours.from}
              other={quietHours.until}
              onChoose={(from) => onChoose({ ...quietHours, from })}
            />
            <HourField
              label="Until"
              value={quietHours.until}
              other={quietHours.from}
              onChoose={(until) => onChoose({ ...quietHours, until })}
            />
          </div>
          <p className="mt-2 text-sm text-muted">Your time, now that of {zoneCity(timeZone)}.</p>
        </div>
      )}
    </section>
  )
}

type HourProps = { label: string; value: string; other: string; onChoose: (time: string) => void }

// What is half typed is kept here; whole times that make hours are chosen.
function HourField({ label, value, other, onChoose }: HourProps) {
  const [typed, setTyped] = useState<string | null>(value)
  return (
    <TimeField
      label={label}
      value={typed}
      errorMessage={typed === other ? 'Quiet hours end at another time than they begin.' : undefined}
      onChange={(time) => {
        setTyped(time)
        if (time !== null && time !== other && time !== value) onChoose(time)
      }}
      className="w-32"
    />
  )
}
