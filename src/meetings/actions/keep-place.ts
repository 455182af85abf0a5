import * as accounts from '#accounts'
import * as calls from '#calls'
import * as notifications from '#notifications'
import * as rooms from '#rooms'
import type { App, Tx } from '#platform/app.ts'

import { isToCome, type Meeting } from '../meeting.ts'
import { noPlaceNotice } from '../notice.ts'
import { placeKey } from '../placing.ts'
import { findMeeting } from '../store/meetings.ts'

/**
 * Keeps the link that the organizer's calendar made for a meeting, or that it makes none, and has open pages look again.
 * Where none is made the meeting stays in Parley, and the organizer is told.
 */
export async function keepPlace(
  app: App,
  { meetingId, personId, url }: { meetingId: string; personId: string; url: string | null },
): Promise<void> {
  await app.transaction(async (tx) => {
    const meeting = await findMeeting(tx.db, meetingId)
    if (meeting?.organizerId !== personId) return
    const isNews = await calls.keepElsewhere(tx, { callId: meeting.callId, url })
    if (!isNews) return
    await rooms.announceCard(tx, meeting.roomId, { kind: 'meeting', id: meetingId })
    if (isToCome(meeting, tx.now)) await tellOrganizer(tx, meeting)
  })
}

async function tellOrganizer(tx: Tx, meeting: Meeting): Promise<void> {
  const elsewhere = await calls.readElsewhere(tx.db, meeting.callId)
  const organizer = await accounts.findPerson(tx.db, meeting.organizerId)
  if (elsewhere?.state !== 'failed' || !organizer) return
  const roomName = await rooms.readRoomName(tx.db, meeting.roomId)
  await notifications.tell(tx, {
    ...noPlaceNotice({ meeting, place: elsewhere.kind, reader: organizer, roomName }),
    personId: organizer.id,
    key: placeKey(meeting.id),
    subjectId: meeting.id,
    roomId: meeting.roomId,
    at: meeting.startsAt,
  })
}
