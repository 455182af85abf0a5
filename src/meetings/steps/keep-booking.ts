import * as rooms from '#rooms'
import type { Tx } from '#platform/app.ts'

import type { Invite } from '../invite.ts'
import type { Changed } from '../meeting.ts'
import { saveInvite } from '../store/invites.ts'
import { endAsking } from './end-asking.ts'
import { keepTime, type TimeToKeep } from './keep-time.ts'

/** A time of an invite that becomes a meeting. */
export type Booking = Omit<TimeToKeep, 'offered' | 'place' | 'heldUntil'> & { invite: Invite }

/**
 * Books a time of an invite in the caller's change, as `keepTime` does; the invite is closed, and its card in the room becomes
 * the meeting's. The invite is locked by whoever calls. Answers the meeting's id.
 */
export async function keepBooking(tx: Tx, { invite, ...time }: Booking): Promise<string> {
  const { id: inviteId, roomId, organizerId, offer } = invite
  const { timeZone, note } = offer
  const offered = { inviteId, offeringId: null, roomId, organizerId, timeZone, note, hours: null }
  await saveInvite(tx.db, { ...invite, status: 'booked' }, tx.now)
  const meetingId = await keepTime(tx, { ...time, offered, place: offer }, (booked) =>
    turnInvite(tx, invite, booked),
  )
  await endAsking(tx, invite, time.memberIds)
  return meetingId
}

async function turnInvite(
  tx: Tx,
  { id: inviteId, roomId, offer }: Invite,
  { meeting, change: { actorId } }: Changed,
): Promise<void> {
  const invite = { kind: 'invite', id: inviteId }
  const body = `Invite to a meeting of ${offer.durationMinutes} minutes, booked`
  const card = { kind: 'meeting', id: meeting.id, body, toldByItself: true }
  await rooms.turnCard(tx, { roomId, actorId, from: invite, to: card })
  // Whoever has the picker open looks at the invite still.
  await rooms.announceCard(tx, roomId, { ...invite, actorId })
}
