import * as calls from '#calls'
import * as rooms from '#rooms'
import type { App } from '#platform/app.ts'

import { findMeeting } from '../store/meetings.ts'

/** Keeps the link that the organizer's calendar made for a meeting, or that it makes none, and has open pages look again. */
export async function keepPlace(
  app: App,
  { meetingId, personId, url }: { meetingId: string; personId: string; url: string | null },
): Promise<void> {
  await app.transaction(async (tx) => {
    const meeting = await findMeeting(tx.db, meetingId)
    if (meeting?.organizerId !== personId) return
    const isNews = await calls.keepElsewhere(tx, { callId: meeting.callId, url })
    if (isNews) await rooms.announceCard(tx, meeting.roomId, { kind: 'meeting', id: meetingId })
  })
}
