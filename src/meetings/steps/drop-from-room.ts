import * as accounts from '#accounts'
import * as availability from '#availability'
import * as rooms from '#rooms'
import type { App, Tx } from '#platform/app.ts'

import { statusOf } from '../invite.ts'
import { isHeld } from '../hold.ts'
import { maySteer, type Meeting, withoutPerson } from '../meeting.ts'
import { deleteEngagement } from '../store/engagements.ts'
import { listOpenInviteIds, takeInvite } from '../store/invites.ts'
import { listMeetingIdsToCome, takeMeeting } from '../store/meetings.ts'
import { callOff } from './call-off.ts'
import { keepChange } from './keep-change.ts'
import { releaseHold } from './release-hold.ts'
import { takeBack } from './take-back.ts'

export type Leaver = {
  roomId: string
  personId: string
  /** Who removed them from it; null when they left. */
  removedById: string | null
}

/**
 * Somebody left a room: their open invites there are taken back, and they are dropped from its meetings to come. One they
 * organized, or in which nobody else is left, is cancelled and the room told; so ends what is held for or by them. Again changes
 * nothing.
 */
export async function dropFromRoom(app: App, leaver: Leaver): Promise<void> {
  for (const inviteId of await listOpenInviteIds(app.db, leaver.roomId, leaver.personId)) {
    await app.transaction((tx) => takeBackOf(tx, inviteId, leaver))
  }
  for (const meetingId of await listMeetingIdsToCome(app.db, leaver.roomId, app.now())) {
    await app.transaction((tx) => dropFrom(tx, meetingId, leaver))
  }
}

async function takeBackOf(tx: Tx, inviteId: string, leaver: Leaver): Promise<void> {
  const invite = await takeInvite(tx.db, inviteId)
  if (!invite || statusOf(invite, tx.now) !== 'open' || (await isBack(tx, leaver))) return
  await takeBack(tx, invite, leaver.removedById ?? leaver.personId)
}

async function dropFrom(tx: Tx, meetingId: string, leaver: Leaver): Promise<void> {
  const meeting = await takeMeeting(tx.db, meetingId)
  if (!meeting || (await isBack(tx, leaver))) return
  const person = await accounts.findPerson(tx.db, leaver.personId)
  if (meeting.status === 'held') return dropHold(tx, meeting, leaver, person?.name ?? 'Somebody')
  const dropped = withoutPerson(
    meeting,
    { personId: leaver.personId, name: person?.name ?? 'Somebody', removedById: leaver.removedById },
    tx.now,
  )
  if (!dropped) return
  if (dropped.meeting.status === 'cancelled') return callOff(tx, dropped)
  await availability.lockBusy(tx, [leaver.personId])
  await deleteEngagement(tx.db, meetingId, leaver.personId)
  await keepChange(tx, dropped)
}

// What is held needs both. What has run out ends by itself.
async function dropHold(
  tx: Tx,
  held: Meeting,
  { personId, removedById }: Leaver,
  name: string,
): Promise<void> {
  if (!maySteer(held, personId) || !isHeld(held, tx.now)) return
  const how = personId === held.organizerId ? 'refused' : 'withdrawn'
  const reason = removedById === null ? `${name} left the room.` : 'One of the two was removed from the room.'
  const actorId = removedById ?? personId
  await releaseHold(tx, held, how, { actorId, reason, requestId: null, now: tx.now })
}

// A fact may arrive late: who came back meanwhile has not left.
async function isBack(tx: Tx, { roomId, personId }: Leaver): Promise<boolean> {
  return (await rooms.listMemberIds(tx.db, roomId)).includes(personId)
}
