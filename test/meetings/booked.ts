import type { Cause } from '#meetings/change.ts'
import { book, type Changed, type Offered } from '#meetings/meeting.ts'

type Booking = Parameters<typeof book>[1]

/** A meeting that Ben has just booked of an invite of Ana's, or of what else is given, for the tests of what is made of one. */
export function bookedByBen(now: number, given: Partial<Booking & Offered> = {}): Changed {
  const all = {
    inviteId: 'i',
    offeringId: null,
    hours: null,
    roomId: 'r',
    organizerId: 'ana',
    timeZone: 'Europe/Lisbon',
    note: '',
    id: 'm',
    callId: 'c',
    host: 'talk.example',
    durationMinutes: 30,
    heldUntil: null,
    startsAt: Date.parse('2026-11-05T10:00:00Z'),
    bookerId: 'ben',
    memberIds: ['ana', 'ben'],
    ...given,
  }
  const cause: Cause = { actorId: 'ben', reason: '', requestId: null, now }
  return book(all, all, cause)
}
