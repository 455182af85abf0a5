import { HOUR, type Instant } from '#time/instant.ts'
import { dayNumberAt, toInstantOfDay } from '#time/zone.ts'

const morningMinutes = 8 * 60

/** For how long one can be left in peace by a room: each ends by itself. Tomorrow and next week begin at eight. */
export function muteChoices(now: Instant, timeZone: string): { id: string; label: string; until: Instant }[] {
  const today = dayNumberAt(timeZone, now)
  const morning = (days: number) => toInstantOfDay(timeZone, today + days, morningMinutes)
  return [
    { id: 'hour', label: 'For an hour', until: now + HOUR },
    { id: 'tomorrow', label: 'Until tomorrow morning', until: morning(1) },
    { id: 'week', label: 'For a week', until: morning(7) },
  ]
}
