import { usePreferences } from '#kit/preferences.tsx'
import { useNow } from '#kit/use-now.ts'
import type { Instant } from '#time/instant.ts'

import { findShift, sayShift } from './both-sides.ts'
import type { OtherSide } from './other-side.ts'
import { useSaying } from './use-saying.ts'

/** Points out that clocks change before a meeting, where the two sides are then further apart than now, or closer. */
export function ClockShift({ at, other }: { at: Instant; other: OtherSide }) {
  const { timeZone } = usePreferences()
  const now = useNow()
  const say = useSaying()
  const shift = findShift(timeZone, other.timeZone, now, at)
  if (!shift) return null
  return <p className="text-sm text-muted">{sayShift(shift, say.longDay)}</p>
}
