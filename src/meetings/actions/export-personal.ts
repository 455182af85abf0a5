import * as rooms from '#rooms'
import type { Db } from '#platform/database.ts'
import { toIso } from '#time/instant.ts'

import { titleOf } from '../meeting.ts'
import { listChanges } from '../store/changes.ts'
import { listInviteIdsOf, listMeetingIdsOf } from '../store/erasing.ts'
import { findInvite } from '../store/invites.ts'
import { findMeeting } from '../store/meetings.ts'

/** The meetings somebody is in and the invites they sent, with what they did and said about them themselves. */
export async function exportPersonal(db: Db, personId: string): Promise<unknown> {
  const meetings = []
  for (const id of await listMeetingIdsOf(db, personId)) meetings.push(await exportMeeting(db, id, personId))
  const invites = []
  for (const id of await listInviteIdsOf(db, personId)) invites.push(await exportInvite(db, id))
  return { meetings, invites }
}

async function exportMeeting(db: Db, id: string, personId: string) {
  const meeting = await findMeeting(db, id)
  if (!meeting) return null
  const mine = meeting.people.find((one) => one.personId === personId)
  const isIn = (await rooms.listMembers(db, meeting.roomId)).some((one) => one.personId === personId)
  const changes = (await listChanges(db, id)).filter((change) => change.actorId === personId)
  return {
    id,
    uid: meeting.uid,
    title: isIn ? titleOf(await rooms.readRoomName(db, meeting.roomId)) : null,
    status: meeting.status,
    startsAt: toIso(meeting.startsAt),
    endsAt: toIso(meeting.endsAt),
    timeZone: meeting.timeZone,
    note: meeting.note,
    role: mine?.role ?? null,
    rsvp: mine?.rsvp ?? null,
    whatIDid: changes.map(({ kind, at, reason }) => ({ kind, at: toIso(at), reason })),
  }
}

async function exportInvite(db: Db, id: string) {
  const invite = await findInvite(db, id)
  return invite && { id, status: invite.status, createdAt: toIso(invite.createdAt), offer: invite.offer }
}
