import * as rooms from '#rooms'
import type { Db } from '#platform/database.ts'
import { toIso } from '#time/instant.ts'

import type { Named } from '../agreement.ts'
import type { CounterOffer } from '../counter-offer.ts'
import { titleOf } from '../meeting.ts'
import { listAnswersOf } from '../store/agreements.ts'
import { listAttendance } from '../store/attendance.ts'
import { listChanges } from '../store/changes.ts'
import { listCounterOffersOf } from '../store/counter-offers.ts'
import { listInviteIdsOf, listMeetingIdsOf } from '../store/erasing.ts'
import { findInvite } from '../store/invites.ts'
import { findMeeting } from '../store/meetings.ts'

/**
 * The meetings somebody is in and the invites they sent, with what they did and said about them themselves; and how they answered
 * the invites of others.
 */
export async function exportPersonal(db: Db, personId: string): Promise<unknown> {
  const meetings = []
  for (const id of await listMeetingIdsOf(db, personId)) meetings.push(await exportMeeting(db, id, personId))
  const invites = []
  for (const id of await listInviteIdsOf(db, personId)) invites.push(await exportInvite(db, id))
  const counterOffers = (await listCounterOffersOf(db, personId)).map(presentCounterOffer)
  const timesMarked = (await listAnswersOf(db, personId)).map(presentAnswer)
  return { meetings, invites, counterOffers, timesMarked }
}

async function exportMeeting(db: Db, id: string, personId: string) {
  const meeting = await findMeeting(db, id)
  if (!meeting) return null
  const mine = meeting.people.find((one) => one.personId === personId)
  const isIn = (await rooms.listMembers(db, meeting.roomId)).some((one) => one.personId === personId)
  const known = (await listAttendance(db, id)).find((one) => one.personId === personId)
  const changes = (await listChanges(db, id)).filter((change) => change.actorId === personId)
  return {
    id,
    uid: meeting.uid,
    title: isIn ? titleOf(meeting, await rooms.readRoomName(db, meeting.roomId)) : null,
    status: meeting.status,
    startsAt: toIso(meeting.startsAt),
    endsAt: toIso(meeting.endsAt),
    timeZone: meeting.timeZone,
    note: meeting.note,
    role: mine?.role ?? null,
    rsvp: mine?.rsvp ?? null,
    lateMinutes: known?.lateMinutes ?? null,
    didNotCome: known?.missed ?? false,
    whatIDid: changes.map(({ kind, at, reason }) => ({ kind, at: toIso(at), reason })),
  }
}

async function exportInvite(db: Db, id: string) {
  const invite = await findInvite(db, id)
  return invite && { id, status: invite.status, createdAt: toIso(invite.createdAt), offer: invite.offer }
}

function presentCounterOffer({ inviteId, starts, durationMinutes, note, createdAt }: CounterOffer) {
  return { inviteId, starts: starts.map(toIso), durationMinutes, note, offeredAt: toIso(createdAt) }
}

function presentAnswer({ inviteId, part, marks, answeredAt }: Named & { inviteId: string }) {
  return {
    inviteId,
    part,
    marks: marks.map(toIso),
    answeredAt: answeredAt === null ? null : toIso(answeredAt),
  }
}
