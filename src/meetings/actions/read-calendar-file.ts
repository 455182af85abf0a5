import * as accounts from '#accounts'
import * as calls from '#calls'
import { writeCalendarFile } from '#ical/calendar-file.ts'
import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { forbidden } from '#platform/refusal.ts'

import { accessMeeting } from '../access.ts'
import { idsOf, type Meeting, refuseUnlessConfirmed } from '../meeting.ts'
import { calendarEventOf } from '../steps/calendar-event-of.ts'

/**
 * The meeting as an iCalendar file to take home, for who is asked to come: the same UID for ever, a SEQUENCE that rises,
 * CANCELLED once it is.
 */
export async function readCalendarFile(
  app: App,
  caller: Caller,
  { meetingId }: { meetingId: string },
): Promise<string> {
  return app.snapshot(async (db) => {
    const { meeting, room } = await accessMeeting(db, meetingId, caller.personId)
    refuseOthers(meeting, caller.personId)
    // What was never confirmed has nothing to leave in a calendar.
    if (meeting.heldUntil !== null) refuseUnlessConfirmed(meeting)
    const ids = [meeting.organizerId, ...idsOf(meeting)]
    const people = await accounts.listPeople(db, ids)
    const way = await calls.readWay(db, meeting.callId)
    return writeCalendarFile(calendarEventOf(app, meeting, { roomName: room.name, people, way }))
  })
}

// The file carries the join link, which leads nobody else anywhere.
function refuseOthers({ people }: Meeting, personId: string): void {
  if (people.some((one) => one.personId === personId)) return
  throw forbidden('not_attendee', 'Only who is asked to come can take this meeting into a calendar.')
}
