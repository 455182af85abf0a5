import * as accounts from '#accounts'
import * as calls from '#calls'
import * as rooms from '#rooms'
import { type CalendarEvent, writeCalendarFeed } from '#ical/calendar-file.ts'
import type { App } from '#platform/app.ts'
import type { Db } from '#platform/database.ts'
import { hashToken } from '#platform/ids.ts'
import { missing } from '#platform/refusal.ts'
import { DAY } from '#time/instant.ts'

import { bareAddress, eventOf } from '../event.ts'
import { idsOf, type Meeting } from '../meeting.ts'
import { findFeedOwner } from '../store/feeds.ts'
import { listMeetingsOf } from '../store/meetings.ts'

const pastMs = 90 * DAY
const futureMs = 2 * 365 * DAY
// Long enough for a program that looks once a week to hear of it.
const cancelledMs = 30 * DAY

/**
 * All meetings of whose feed it is, past ones for three months, as they are now; cancelled ones for thirty days more. Says
 * the same as long as nothing changed.
 */
export async function readFeed(app: App, { token }: { token: string }): Promise<string> {
  return app.snapshot(async (db) => {
    const personId = await findFeedOwner(db, hashToken(token))
    if (personId === null) throw missing()
    const now = app.now()
    const meetings = await listMeetingsOf(db, personId, {
      range: [now - pastMs, now + futureMs],
      cancelledSince: now - cancelledMs,
    })
    return writeCalendarFeed('Parley', await eventsOf(app, db, meetings))
  })
}

async function eventsOf(app: App, db: Db, meetings: readonly Meeting[]): Promise<CalendarEvent[]> {
  const ids = meetings.flatMap((meeting) => [meeting.organizerId, ...idsOf(meeting)])
  const people = await accounts.listPeople(db, [...new Set(ids)])
  const roomIds = meetings.map((meeting) => meeting.roomId)
  const names = await rooms.listRoomNames(db, [...new Set(roomIds)])
  const callIds = meetings.map((meeting) => meeting.callId)
  const tokens = await calls.listJoinTokens(db, callIds)
  return meetings.map((meeting) =>
    eventOf({
      meeting,
      roomName: names.get(meeting.roomId) ?? '',
      people,
      joinUrl: calls.joinUrl(app.config.publicUrl, tokens.get(meeting.callId) ?? ''),
      postAddress: bareAddress(app.config.mailFrom),
      // Not the present: nothing but a change makes it another file.
      now: meeting.updatedAt,
    }),
  )
}
