import { z } from 'zod'

import { instantText } from '#platform/contract.ts'
import { toIso } from '#time/instant.ts'

import { maySteer, type Meeting as KeptMeeting } from '../meeting.ts'
import { mayTakeUp, type NewTimes } from '../new-times.ts'
import { hoursShape, presentHours } from './hours.ts'

/** New times that the organizer offers for a meeting; until one is taken up it stays where it is. */
export const newTimes = z.object({
  reason: z.string(),
  /** Rises when other times are offered instead. */
  version: z.number().int(),
  timeZone: z.string(),
  offeredAt: instantText,
  /** End of the last offered window. */
  endsAt: instantText,
  /** The person who booked; once they are gone, whoever attends. */
  mayTakeUp: z.boolean(),
  /** Organizer and booker may let the meeting stay at its time. */
  mayClose: z.boolean(),
  /** The whole offer, for its organizer only. */
  hours: hoursShape.nullable(),
})

export function presentNewTimes(
  times: NewTimes | null,
  kept: KeptMeeting,
  readerId: string,
): z.infer<typeof newTimes> | null {
  if (!times) return null
  const { reason: why, version, hours, offeredAt, endsAt } = times
  return {
    reason: why,
    version,
    timeZone: hours.timeZone,
    offeredAt: toIso(offeredAt),
    endsAt: toIso(endsAt),
    mayTakeUp: mayTakeUp(kept, readerId),
    mayClose: maySteer(kept, readerId),
    hours: kept.organizerId === readerId ? presentHours(hours) : null,
  }
}
