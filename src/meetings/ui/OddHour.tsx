import { Checkbox } from '#kit/Checkbox.tsx'
import { usePreferences } from '#kit/preferences.tsx'
import { type Instant, MINUTE } from '#time/instant.ts'
import { zoneCity } from '#time/time-zones.ts'

import { isOddHour } from '../suggestion.ts'
import type { OtherSide } from './other-side.ts'
import { type Saying, useSaying } from './use-saying.ts'

type OddHourProps = {
  odd: string
  isSure: boolean
  onSure: (isSure: boolean) => void
}

/** Asks once more before a time at which somebody sleeps or has gone home. */
export function OddHour({ odd, isSure, onSure }: OddHourProps) {
  return (
    <div className="flex flex-col gap-2">
      <p className="text-sm text-time">That is {odd}.</p>
      <Checkbox isSelected={isSure} onChange={onSure}>
        Take it all the same
      </Checkbox>
    </div>
  )
}

/**
 * `05:30 for Ben in New York`, or `until 21:15` of one, and the reader's own where that is odd, too: for whom a time lies outside
 * 07:00–21:00 on their clock. Null where it is a sound hour for both.
 */
export function useOddHour(at: Instant | null, durationMinutes: number, other: OtherSide): string | null {
  const { timeZone } = usePreferences()
  const say = useSaying()
  return at === null ? null : sayOdd(at, durationMinutes, { here: timeZone, other, say })
}

function sayOdd(
  at: Instant,
  durationMinutes: number,
  { here, other, say }: { here: string; other: OtherSide; say: Saying },
): string | null {
  const there = other.timeZone
  const isElsewhere = there !== here
  // A sound hour to begin at is odd for when it ends.
  const when = (timeZone: string) =>
    isOddHour(at, 0, timeZone)
      ? say.time(at, timeZone)
      : `until ${say.time(at + durationMinutes * MINUTE, timeZone)}`
  const theirs =
    isElsewhere && isOddHour(at, durationMinutes, there)
      ? [`${when(there)} for ${other.name} in ${zoneCity(there)}`]
      : []
  const mine = isOddHour(at, durationMinutes, here) ? [`${when(here)} for you`] : []
  return [...theirs, ...mine].join(' and ') || null
}
