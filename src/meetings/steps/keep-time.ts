import * as calendars from '#calendars'
import * as calls from '#calls'
import * as rooms from '#rooms'
import type { Tx } from '#platform/app.ts'
import { newId } from '#platform/ids.ts'
import type { Instant } from '#time/instant.ts'

import type { Cause } from '../change.ts'
import { type Agreed, book, type Changed, callOf, type Offered, type Terms } from '../meeting.ts'
import { newsOfChange, withReading } from '../news.ts'
import { timeRefused } from '../slots.ts'
import { insertChange } from '../store/changes.ts'
import { insertEngagements } from '../store/engagements.ts'
import { insertMeeting } from '../store/meetings.ts'
import { keepCopies } from './keep-copies.ts'
import { keepReminders } from './keep-reminders.ts'
import { type Around, readAround } from './read-around.ts'
import { tellOfHold } from './tell-of-hold.ts'
import { tellPeople } from './tell-people.ts'

/** A time that becomes a meeting, or is held for one. */
export type TimeToKeep = {
  offered: Offered
  place: calls.Place
  startsAt: Instant
  durationMinutes: number
  /** Until when it is held, where it is not to be confirmed at once. */
  heldUntil?: Instant | null
  /** Who is taken beside the organizer, and may move and cancel it. */
  bookerId: string
  /** Whose deed it is; `word` and `requestId` are theirs. */
  actorId: string
  word: string
  requestId: string
  /** Everybody in the room, by id. */
  memberIds: readonly string[]
  /** What is agreed beside the time. */
  terms?: Terms
  /** Who agreed to the time, where all named had to. */
  agreed?: Agreed
  /** When the organizer's calendars were read, where that was not just now. */
  readAt: Instant | null
}

/** Somebody came or went meanwhile: to the database's own retries it is one more serialization failure. */
class RoomChanged extends Error {
  readonly code = '40001'
}

/**
 * Books a time in the caller's change, or holds it: everyone's time is taken, the call opened, calendars and people told. What
 * offers the time and everybody's time are locked (`lockTime`) and the time judged by whoever calls; the constraint has the
 * last word (`time_taken`). `show` puts the card into the room, before the room is told. Answers the meeting's id.
 */
export async function keepTime(
  tx: Tx,
  time: TimeToKeep,
  show: (booked: Changed) => Promise<void>,
): Promise<string> {
  const booked = { ...draft(tx, time), ...(time.terms && { terms: time.terms }) }
  const { meeting } = booked
  await take(tx, booked, time.requestId)
  const around = await readAround(tx, booked, await openCallOf(tx, booked, time.place))
  if (meeting.status === 'confirmed') {
    await keepCopies(tx, meeting, around, { isNew: true })
    await keepReminders(tx, meeting, { isNew: true })
  }
  await show(booked)
  await tellRoom(tx, booked, time, around)
  await (meeting.status === 'held' ? tellOfHold(tx, booked) : tellPeople(tx, booked, around))
  await beginAgainIfRoomChanged(tx, meeting.roomId, time.memberIds)
  return meeting.id
}

function draft(tx: Tx, time: TimeToKeep): Changed {
  const { offered, actorId, word, requestId, heldUntil = null } = time
  const { startsAt, durationMinutes, bookerId, memberIds, agreed } = time
  const host = tx.app.config.publicUrl.hostname
  const cause: Cause = { actorId, reason: word, requestId, now: tx.now }
  const made = { id: newId(tx.now), callId: newId(tx.now), host }
  return book(offered, { ...made, startsAt, durationMinutes, heldUntil, bookerId, memberIds, agreed }, cause)
}

// Fewer rows back than sent: somebody is taken, or this booking exists. Either way nothing of this change may stay.
async function take(tx: Tx, { meeting, change }: Changed, requestId: string): Promise<void> {
  if (!(await insertMeeting(tx.db, meeting, requestId))) throw timeRefused('time_taken')
  const engaged = await insertEngagements(tx.db, meeting)
  if (engaged < meeting.people.length) throw timeRefused('time_taken')
  await insertChange(tx.db, meeting.id, change)
  const deed = { actorId: change.actorId, roomId: meeting.roomId, subjectId: meeting.id }
  await tx.audit({ action: `meeting.${change.kind}`, ...deed })
}

async function openCallOf(tx: Tx, { meeting }: Changed, place: calls.Place): Promise<calls.Way> {
  const isByCalendar = calls.conferenceOf(place.place) !== null
  const offered = isByCalendar ? await calendars.findConference(tx.db, meeting.organizerId, tx.now) : null
  const elsewhere = calls.leadElsewhere(place, offered)
  return calls.openCall(tx, { id: meeting.callId, subjectId: meeting.id, wanted: callOf(meeting), elsewhere })
}

async function tellRoom(
  tx: Tx,
  { meeting, change }: Changed,
  { readAt }: TimeToKeep,
  { nameOf }: Around,
): Promise<void> {
  const news = newsOfChange(meeting, change, nameOf)
  const told = news && withReading(news, readAt, meeting.timeZone)
  const by = { actorId: change.actorId, actorName: nameOf(change.actorId) }
  if (told) await rooms.postSystem(tx, { roomId: meeting.roomId, ...by, ...told })
}

// Joining and leaving hold the room's stream until they commit, and this change holds it now. Who came or went before
// that is seen here; who does so later finds this meeting through the fact.
async function beginAgainIfRoomChanged(
  tx: Tx,
  roomId: string,
  membersBefore: readonly string[],
): Promise<void> {
  const members = await rooms.listMemberIds(tx.db, roomId)
  if (members.join() !== membersBefore.join()) throw new RoomChanged()
}
