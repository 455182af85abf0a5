import type { Meeting } from '#meetings/meeting.ts'
import { conflict, forbidden } from '#platform/refusal.ts'
import { HOUR } from '#time/instant.ts'

import type { Condition } from './booking.ts'
import type { Answer } from './offering.ts'
import type { Price } from './price.ts'

/** What was booked of what somebody offers, as both knew it then. When it is, and whether it is, stands in its meeting. */
export type Consultation = {
  meetingId: string
  offeringId: string
  title: string
  price: Price | null
  answers: readonly Answer[]
  /** What its hold still waits for. */
  waitsFor: readonly Condition[]
}

/** What one person can ask for and book, of everybody together. */
export const bookingsAnHour = { tries: 30, windowMs: HOUR }

/** How many times one person may hold of one offerer's at once. */
export const mostOpenRequests = 3

/** Guards an offerer's hours from being held by one person alone; `open` is what they hold of them. Throws a refusal. */
export function refuseMoreRequests(open: number): void {
  if (open >= mostOpenRequests)
    throw conflict(
      'too_many_requests',
      `You have asked for ${mostOpenRequests} times here that are not answered yet. Wait for an answer, or withdraw one of them.`,
    )
}

/** Guards what only the offerer says of a request. Throws a refusal. */
export function refuseUnlessOfferer({ organizerId }: Pick<Meeting, 'organizerId'>, personId: string): void {
  if (organizerId !== personId)
    throw forbidden('not_offerer', 'Only whose time it is can say yes or no to this.')
}

/** What it is when this person ends a request: the offerer says no, who asked takes it back. Throws a refusal for others. */
export function endOf(
  { organizerId, bookedById }: Pick<Meeting, 'organizerId' | 'bookedById'>,
  personId: string,
): 'refused' | 'withdrawn' {
  if (personId === organizerId) return 'refused'
  if (personId === bookedById) return 'withdrawn'
  throw forbidden('not_between_you', 'Only the two whom this is about can answer it or take it back.')
}
