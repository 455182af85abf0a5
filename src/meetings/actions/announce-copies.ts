import * as rooms from '#rooms'
import type { App } from '#platform/app.ts'

import { findMeeting } from '../store/meetings.ts'

/** Has open pages look again where a meeting stands in people's calendars. */
export async function announceCopies(app: App, { meetingId }: { meetingId: string }): Promise<void> {
  await app.transaction(async (tx) => {
    const meeting = await findMeeting(tx.db, meetingId)
    if (meeting) await rooms.announceCard(tx, meeting.roomId, { kind: 'meeting', id: meetingId })
  })
}
