import * as accounts from '#accounts'
import * as calls from '#calls'
import { writeCalendarFile } from '#ical/calendar-file.ts'
import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { accessMeeting } from '../access.ts'
import { refuseUnlessConfirmed } from '../meeting.ts'
import { calendarEventOf } from '../steps/calendar-event-of.ts'

/** The meeting as an iCalendar file to take home: the same UID for ever, a SEQUENCE that rises, CANCELLED once it is. */
export async function readCalendarFile(
  app: App,
  caller: Caller,
  { meetingId }: { meetingId: string },
): Promise<string> {
  return app.snapshot(async (db) => {
    const { meeting, room } = await accessMeeting(db, meetingId, caller.personId)
    // What was never confirmed has nothing to leave in a calendar.
    if (meeting.heldUntil !== null) refuseUnlessConfirmed(meeting)
    const ids = [meeting.organizerId, ...meeting.people.map((one) => one.personId)]
    const people = await accounts.listPeople(db, ids)
    const way = await calls.readWay(db, meeting.callId)
    return writeCalendarFile(calendarEventOf(app, meeting, { roomName: room.name, people, way }))
  })
}
