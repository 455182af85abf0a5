import { soundHours, type Schedule } from '#availability/schedule.ts'
import { useNow } from '#kit/use-now.ts'
import { DAY, type Instant } from '#time/instant.ts'

import { explainHabit } from '../own-time.ts'
import { MissingReasons } from './MissingReasons.tsx'
import { useOwnTime } from './use-own-time.ts'

const week = 7 * DAY

/** Why a schedule, saved or not, does not offer half an hour from a start; for its owner. */
export function WhyHere({ schedule, at }: { schedule: Schedule; at: Instant }) {
  const now = useNow()
  // The same stretch for all starts of a week, so that moving over it asks nothing anew.
  const from = Math.floor(at / week) * week
  const own = useOwnTime([from - week - DAY, from + 2 * week + DAY])
  if (!own) return null
  const reasons = explainHabit(soundHours(schedule), own, at, now)
  return <MissingReasons reasons={reasons} />
}
