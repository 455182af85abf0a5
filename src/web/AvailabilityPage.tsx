import { useState } from 'react'

import { AvailabilitySettings } from '#availability/ui/AvailabilitySettings.tsx'
import { useNow } from '#kit/use-now.ts'
import { useStandings } from '#meetings/ui/use-own-time.ts'
import { WhyHere } from '#meetings/ui/WhyHere.tsx'
import { DAY } from '#time/instant.ts'

const week = 7 * DAY

/** /settings/availability, with what meetings and calendars know of one's own time. */
export function AvailabilityPage() {
  const [weeksOn, setWeeksOn] = useState(0)
  // Two weeks around the one that is looked at, whatever its zone: limits count whole weeks.
  const from = (Math.floor(useNow() / DAY) - 15) * DAY + weeksOn * week
  const standings = useStandings([from, from + 5 * week])
  return (
    <AvailabilitySettings standings={standings} weeksOn={weeksOn} onWeekChange={setWeeksOn} Why={WhyHere} />
  )
}
