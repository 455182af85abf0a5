import * as accounts from '#accounts'
import * as rooms from '#rooms'
import type { App } from '#platform/app.ts'
import { hashToken } from '#platform/ids.ts'

import { presentReply, type Reply } from '../contract/reply.ts'
import { replyState } from '../reply.ts'
import { findMeeting } from '../store/meetings.ts'
import { findReplyLink } from '../store/reply-links.ts'

/** What a button in a mail is about, for whoever holds its link. Changes nothing. */
export async function readReply(app: App, { token }: { token: string }): Promise<Reply> {
  return app.snapshot(async (db) => {
    const link = await findReplyLink(db, hashToken(token))
    const meeting = link && (await findMeeting(db, link.meetingId))
    const state = replyState(link, meeting, app.now())
    // Who was dropped learns nothing of where the meeting went since.
    if (!link || !meeting || state === 'unasked' || state === 'unknown') return presentReply(state, null)
    const people = await accounts.listPeople(db, [meeting.organizerId, link.personId])
    return presentReply(state, {
      meeting,
      link,
      roomName: await rooms.readRoomName(db, meeting.roomId),
      organizer: people.find((person) => person.id === meeting.organizerId),
      reader: people.find((person) => person.id === link.personId),
    })
  })
}
