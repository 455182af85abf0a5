import * as accounts from '#accounts'
import * as calendars from '#calendars'
import * as calls from '#calls'
import { addToCalendarLinks } from '#ical/add-links.ts'
import type { App } from '#platform/app.ts'
import { addressOf } from '#platform/contract.ts'
import type { Caller } from '#platform/http.ts'

import { accessMeeting } from '../access.ts'
import { type Meeting as Reply, presentMeeting, readCalendarFile } from '../contract/meeting.ts'
import type { Change } from '../change.ts'
import { idsOf, type Meeting } from '../meeting.ts'
import { listAttendance } from '../store/attendance.ts'
import { listChanges } from '../store/changes.ts'
import { findNewTimes } from '../store/new-times.ts'
import { calendarEventOf } from '../steps/calendar-event-of.ts'

/** A meeting as the caller sees it now, with its history, from one moment. */
export async function readMeeting(
  app: App,
  caller: Caller,
  { meetingId }: { meetingId: string },
): Promise<Reply> {
  return app.snapshot(async (db) => {
    const { meeting, room } = await accessMeeting(db, meetingId, caller.personId)
    const changes = await listChanges(db, meetingId)
    const people = await accounts.listPeople(db, namedIn(meeting, changes))
    const way = await calls.readWay(db, meeting.callId)
    const event = calendarEventOf(app, meeting, { roomName: room.name, people, way })
    const now = app.now()
    const copies = await calendars.listCopies(db, meetingId, { readerId: caller.personId, now })
    return presentMeeting({
      meeting,
      changes,
      roomName: room.name,
      people: new Map(people.map((person) => [person.id, person])),
      joinUrl: event.joinUrl,
      elsewhere: way.elsewhere,
      links: { file: addressOf(readCalendarFile.path, { meetingId }), ...addToCalendarLinks(event) },
      copies,
      attendance: await listAttendance(db, meetingId),
      stays: await calls.listStays(db, meeting.callId),
      newTimes: await findNewTimes(db, meetingId),
      readerId: caller.personId,
      now,
    })
  })
}

function namedIn(meeting: Meeting, changes: readonly Change[]): string[] {
  const inHistory = changes.flatMap(({ actorId, aboutId }) => (aboutId ? [actorId, aboutId] : actorId))
  return [...new Set([meeting.organizerId, meeting.bookedById, ...idsOf(meeting), ...inHistory])]
}
