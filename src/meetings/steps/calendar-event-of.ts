import * as calls from '#calls'
import type { CalendarEvent } from '#ical/calendar-file.ts'
import type { App } from '#platform/app.ts'

import { bareAddress, eventOf } from '../event.ts'
import type { Meeting } from '../meeting.ts'
import type { Around } from './read-around.ts'

/** What calendars hear of a meeting, given what stands around it. */
export function calendarEventOf(
  app: App,
  meeting: Meeting,
  { roomName, people, way }: Pick<Around, 'roomName' | 'people' | 'way'>,
): CalendarEvent {
  return eventOf({
    meeting,
    roomName,
    people,
    joinUrl: calls.joinUrl(app.config.publicUrl, way.joinToken),
    postAddress: bareAddress(app.config.mailFrom),
    now: app.now(),
  })
}
