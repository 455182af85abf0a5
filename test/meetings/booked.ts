import { book, type Cause, type Changed } from '#meetings/meeting.ts'

type Booking = Partial<Parameters<typeof book>[1]>

/** A meeting that Ben has just booked of an invite of Ana's, for the tests of what is made of one. */
export function bookedByBen(
  now: number,
  { note = '', ...booking }: Booking & { note?: string } = {},
): Changed {
  const offered = {
    inviteId: 'i',
    offeringId: null,
    hours: null,
    roomId: 'r',
    organizerId: 'ana',
    timeZone: 'Europe/Lisbon',
    note,
  }
  const usual = {
    id: 'm',
    callId: 'c',
    host: 'talk.example',
    durationMinutes: 30,
    heldUntil: null,
    startsAt: Date.parse('2026-11-05T10:00:00Z'),
    bookerId: 'ben',
    memberIds: ['ana', 'ben'],
  }
  const cause: Cause = { actorId: 'ben', reason: '', requestId: null, now }
  return book(offered, { ...usual, ...booking }, cause)
}
