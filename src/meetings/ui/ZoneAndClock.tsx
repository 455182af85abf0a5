import { Button } from '#kit/Button.tsx'
import { ZoneField } from '#kit/ZoneField.tsx'

type ZoneAndClockProps = {
  timeZone: string
  onTimeZone: (timeZone: string) => void
  hourCycle: 12 | 24
  onHourCycle: (hourCycle: 12 | 24) => void
}

/** In which zone and on which clock the times are shown; nothing is saved by changing them here. */
export function ZoneAndClock({ timeZone, onTimeZone, hourCycle, onHourCycle }: ZoneAndClockProps) {
  const other = hourCycle === 24 ? 12 : 24
  return (
    <div className="flex items-end gap-2">
      <ZoneField label="Times shown in" value={timeZone} onChange={onTimeZone} className="min-w-0 flex-1" />
      <Button
        onPress={() => onHourCycle(other)}
        aria-label={`${hourCycle} h. Show times in ${other} hours instead`}
        className="tabular shrink-0"
      >
        {`${hourCycle} h`}
      </Button>
    </div>
  )
}
