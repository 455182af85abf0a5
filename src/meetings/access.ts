import * as rooms from '#rooms'
import type { Db, TxDb } from '#platform/database.ts'
import { missing } from '#platform/refusal.ts'

import type { CounterOffer } from './counter-offer.ts'
import type { Invite } from './invite.ts'
import type { Meeting } from './meeting.ts'
import { findCounterOffer } from './store/counter-offers.ts'
import { findInvite, takeInvite } from './store/invites.ts'
import { findMeeting, takeMeeting } from './store/meetings.ts'

type Room = Awaited<ReturnType<typeof rooms.accessRoom>>
type InviteAccess = { invite: Invite; room: Room }
type CounterOfferAccess = InviteAccess & { counter: CounterOffer }
type MeetingAccess = { meeting: Meeting; room: Room }

/** The invite and its room, for a member. To everybody else neither exists: throws missing(). */
export async function accessInvite(db: Db, inviteId: string, personId: string): Promise<InviteAccess> {
  return openInvite(db, await findInvite(db, inviteId), personId)
}

/** As `accessInvite`, with the invite's row locked until the end of the change. */
export async function lockInviteFor(db: TxDb, inviteId: string, personId: string): Promise<InviteAccess> {
  return openInvite(db, await takeInvite(db, inviteId), personId)
}

/** The counter-offer, its invite and their room, for a member. To everybody else none exists: throws missing(). */
export async function accessCounterOffer(
  db: Db,
  counterOfferId: string,
  personId: string,
): Promise<CounterOfferAccess> {
  const counter = await findCounterOffer(db, counterOfferId)
  if (!counter) throw missing()
  return { counter, ...(await accessInvite(db, counter.inviteId, personId)) }
}

/** As `accessCounterOffer`, with the row of its invite, which guards it, locked until the end of the change. */
export async function lockCounterOfferFor(
  db: TxDb,
  counterOfferId: string,
  personId: string,
): Promise<CounterOfferAccess> {
  const known = await findCounterOffer(db, counterOfferId)
  if (!known) throw missing()
  const access = await lockInviteFor(db, known.inviteId, personId)
  // Read again under the lock: it may have been replaced while this waited.
  return { counter: (await findCounterOffer(db, counterOfferId)) ?? known, ...access }
}

/** The meeting and its room, for a member. To everybody else neither exists: throws missing(). */
export async function accessMeeting(db: Db, meetingId: string, personId: string): Promise<MeetingAccess> {
  return openMeeting(db, await findMeeting(db, meetingId), personId)
}

/** As `accessMeeting`, with the meeting's row locked until the end of the change. */
export async function lockMeetingFor(db: TxDb, meetingId: string, personId: string): Promise<MeetingAccess> {
  return openMeeting(db, await takeMeeting(db, meetingId), personId)
}

async function openInvite(db: Db, invite: Invite | null, personId: string): Promise<InviteAccess> {
  if (!invite) throw missing()
  return { invite, room: await rooms.accessRoom(db, invite.roomId, personId) }
}

async function openMeeting(db: Db, meeting: Meeting | null, personId: string): Promise<MeetingAccess> {
  if (!meeting) throw missing()
  return { meeting, room: await rooms.accessRoom(db, meeting.roomId, personId) }
}
