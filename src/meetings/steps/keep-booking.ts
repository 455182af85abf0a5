import * as accounts from '#accounts'
import * as calendars from '#calendars'
import * as calls from '#calls'
import * as rooms from '#rooms'
import type { Tx } from '#platform/app.ts'
import { newId } from '#platform/ids.ts'
import type { Instant } from '#time/instant.ts'

import type { Invite } from '../invite.ts'
import { type Agreed, book, type Cause, type Changed, callOf, titleOf } from '../meeting.ts'
import { newsOfAgreement, newsOfChange, withReading } from '../news.ts'
import { timeRefused } from '../slots.ts'
import { insertChange } from '../store/changes.ts'
import { insertEngagements } from '../store/engagements.ts'
import { saveInvite } from '../store/invites.ts'
import { insertMeeting } from '../store/meetings.ts'
import { keepCopies } from './keep-copies.ts'
import { keepReminders } from './keep-reminders.ts'
import { listMemberIds } from './list-member-ids.ts'
import { tellPeople } from './tell-people.ts'

/** A time that becomes a meeting. */
export type Booking = {
  invite: Invite
  startsAt: Instant
  durationMinutes: number
  /** Who is taken beside the organizer, and may move and cancel it. */
  bookerId: string
  /** Whose deed it is; `word` and `requestId` are theirs. */
  actorId: string
  word: string
  requestId: string
  /** Everybody in the room, by id. */
  memberIds: readonly string[]
  /** Who agreed to the time, where all named had to. */
  agreed?: Agreed
  roomName: string
  /** When the organizer's calendars were read, where that was not just now. */
  readAt: Instant | null
}

/** Somebody came or went meanwhile: to the database's own retries it is one more serialization failure. */
class RoomChanged extends Error {
  readonly code = '40001'
}

/**
 * Books a time in the caller's change: everyone's time is taken, the invite closed, the call opened, calendars and room
 * told. The invite and everybody's time are locked and the time judged by whoever calls; the constraint has the last word
 * (`time_taken`). Answers the meeting's id.
 */
export async function keepBooking(tx: Tx, booking: Booking): Promise<string> {
  const { invite, roomName } = booking
  const booked = draft(tx, booking)
  await take(tx, booked, booking.requestId)
  await saveInvite(tx.db, { ...invite, status: 'booked' }, tx.now)
  await openCallOf(tx, booked, { roomName, place: invite.offer })
  await keepCopies(tx, booked.meeting)
  await keepReminders(tx, booked.meeting)
  await tell(tx, booked, booking)
  await tellPeople(tx, booked)
  await beginAgainIfRoomChanged(tx, invite.roomId, booking.memberIds)
  return booked.meeting.id
}

function draft(tx: Tx, booking: Booking): Changed {
  const { invite, durationMinutes, startsAt, bookerId, actorId, word, requestId, memberIds, agreed } = booking
  const host = tx.app.config.publicUrl.hostname
  const cause: Cause = { actorId, reason: word, requestId, now: tx.now }
  return book(
    {
      ...invite.offer,
      durationMinutes,
      id: invite.id,
      roomId: invite.roomId,
      organizerId: invite.organizerId,
    },
    { id: newId(tx.now), callId: newId(tx.now), host, startsAt, bookerId, memberIds, agreed },
    cause,
  )
}

// Fewer rows back than sent: somebody is taken, or this booking exists. Either way nothing of this change may stay.
async function take(tx: Tx, { meeting, change }: Changed, requestId: string): Promise<void> {
  if (!(await insertMeeting(tx.db, meeting, requestId))) throw timeRefused('time_taken')
  const engaged = await insertEngagements(tx.db, meeting)
  if (engaged < meeting.people.length) throw timeRefused('time_taken')
  await insertChange(tx.db, meeting.id, change)
  const deed = { actorId: change.actorId, roomId: meeting.roomId, subjectId: meeting.id }
  await tx.audit({ action: 'meeting.booked', ...deed })
}

async function openCallOf(
  tx: Tx,
  { meeting }: Changed,
  { roomName, place }: { roomName: string; place: calls.Place },
): Promise<void> {
  const wanted = { ...callOf(meeting), title: titleOf(roomName) }
  const elsewhere = calls.leadElsewhere(place, await calendars.findConference(tx.db, meeting.organizerId))
  await calls.openCall(tx, { id: meeting.callId, subjectId: meeting.id, wanted, elsewhere })
}

async function tell(tx: Tx, { meeting, change }: Changed, booking: Booking): Promise<void> {
  const { invite, readAt, agreed } = booking
  const { roomId } = meeting
  const people = await accounts.listPeople(tx.db, [meeting.organizerId, meeting.bookedById])
  const nameOf = (id: string): string => people.find((person) => person.id === id)?.name ?? 'Somebody'
  const news = agreed ? newsOfAgreement(meeting, change, nameOf) : newsOfChange(meeting, change, nameOf)
  await rooms.turnCard(tx, {
    roomId,
    actorId: change.actorId,
    from: { kind: 'invite', id: invite.id },
    to: {
      kind: 'meeting',
      id: meeting.id,
      body: `Invite to a meeting of ${invite.offer.durationMinutes} minutes, booked`,
      toldByItself: true,
    },
  })
  // Whoever has the picker open looks at the invite still.
  await rooms.announceCard(tx, roomId, { kind: 'invite', id: invite.id, actorId: change.actorId })
  const told = news && withReading(news, readAt, meeting.timeZone)
  if (told) await rooms.postSystem(tx, { roomId, actorId: change.actorId, ...told })
}

// Joining and leaving hold the room's stream until they commit, and this change holds it now. Who came or went before
// that is seen here; who does so later finds this meeting through the fact.
async function beginAgainIfRoomChanged(
  tx: Tx,
  roomId: string,
  membersBefore: readonly string[],
): Promise<void> {
  const members = await listMemberIds(tx.db, roomId)
  if (members.join() !== membersBefore.join()) throw new RoomChanged()
}
