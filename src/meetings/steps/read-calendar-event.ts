import * as accounts from '#accounts'
import * as calls from '#calls'
import type { CalendarEvent } from '#ical/calendar-file.ts'
import type { App } from '#platform/app.ts'
import type { Db } from '#platform/database.ts'

import { bareAddress, eventOf } from '../event.ts'
import type { Meeting } from '../meeting.ts'

/** Gathers what calendars hear of a meeting. Whoever calls has checked access. */
export async function readCalendarEvent(
  app: App,
  db: Db,
  { meeting, roomName }: { meeting: Meeting; roomName: string },
): Promise<CalendarEvent> {
  const ids = [meeting.organizerId, ...meeting.people.map((one) => one.personId)]
  return eventOf({
    meeting,
    roomName,
    people: await accounts.listPeople(db, ids),
    joinUrl: calls.joinUrl(app.config.publicUrl, await calls.readJoinToken(db, meeting.callId)),
    postAddress: bareAddress(app.config.mailFrom),
    now: app.now(),
  })
}
