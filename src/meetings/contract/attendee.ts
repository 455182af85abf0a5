import { z } from 'zod'

import { instantText } from '#platform/contract.ts'
import { type Instant, isoOrNull, toIso } from '#time/instant.ts'

import type { Attendance } from '../attendance.ts'
import type { Meeting } from '../meeting.ts'
import { person } from './person.ts'

export const attendee = person.extend({
  role: z.enum(['organizer', 'booker', 'attendee']),
  rsvp: z.enum(['accepted', 'waiting', 'declined']),
  /** How late they said to be. */
  lateMinutes: z.number().int().nullable(),
  /** Whether organizer or booker noted that they did not come. */
  missed: z.boolean(),
  /** When they were in the call, as it was recorded; `until` is null while they are. */
  wasIn: z.object({ from: instantText, until: instantText.nullable() }).nullable(),
})

/** From when until when somebody was in a call. */
export type Stay = { personId: string; from: Instant; until: Instant | null }

/** Everyone who is asked to come: the organizer, the person who booked, then the others by name. */
export function presentAttendees(view: {
  people: Meeting['people']
  personOf: (personId: string) => z.infer<typeof person>
  attendance: readonly Attendance[]
  stays: readonly Stay[]
}): z.infer<typeof attendee>[] {
  return view.people
    .map(({ personId, role, rsvp }) => ({
      ...view.personOf(personId),
      role,
      rsvp,
      ...presentAttendance(view.attendance, personId),
      wasIn: presentStay(view.stays, personId),
    }))
    .sort(
      (one, other) =>
        roles.indexOf(one.role) - roles.indexOf(other.role) || one.name.localeCompare(other.name, 'en'),
    )
}

const roles = ['organizer', 'booker', 'attendee']

function presentAttendance(attendance: readonly Attendance[], personId: string) {
  const known = attendance.find((one) => one.personId === personId)
  return { lateMinutes: known?.lateMinutes ?? null, missed: known?.missed ?? false }
}

function presentStay(stays: readonly Stay[], personId: string): z.infer<typeof attendee>['wasIn'] {
  const stay = stays.find((one) => one.personId === personId)
  return stay ? { from: toIso(stay.from), until: isoOrNull(stay.until) } : null
}
