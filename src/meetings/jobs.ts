import type { Chore, JobHandler } from '#platform/jobs.ts'

import { addAttendee } from './actions/add-attendee.ts'
import { addNamed } from './actions/add-named.ts'
import { announceCopies } from './actions/announce-copies.ts'
import { announceTimes } from './actions/announce-times.ts'
import { dropAttendee } from './actions/drop-attendee.ts'
import { dropNamed } from './actions/drop-named.ts'
import { followMove } from './actions/follow-move.ts'
import { followRemoval } from './actions/follow-removal.ts'
import { tellDueReminders } from './actions/tell-due-reminders.ts'
import { keepPlace } from './actions/keep-place.ts'
import { releaseRunOut } from './actions/release-run-out.ts'
import { settleAgreements } from './actions/settle-agreements.ts'
import { tellDueMoments } from './actions/tell-due-moments.ts'
import { tellGuests } from './actions/tell-guests.ts'
import type { Span } from './change.ts'

type Data = Record<string, unknown>

/** What meetings do when other modules tell a fact. */
export const jobs: readonly JobHandler[] = [
  {
    on: 'rooms.member-joined',
    name: 'meetings.add-attendee',
    run: (app, data) => addAttendee(app, { roomId: String(data.roomId), personId: String(data.personId) }),
  },
  {
    on: 'rooms.member-left',
    name: 'meetings.drop-attendee',
    run: (app, data) => {
      const removedById = typeof data.removedById === 'string' ? data.removedById : null
      return dropAttendee(app, { roomId: String(data.roomId), personId: String(data.personId), removedById })
    },
  },
  {
    on: 'rooms.member-joined',
    name: 'meetings.add-named',
    run: (app, data) => addNamed(app, memberOf(data)),
  },
  {
    on: 'rooms.member-left',
    name: 'meetings.drop-named',
    run: (app, data) => dropNamed(app, memberOf(data)),
  },
  { on: 'meetings.agreements-due', name: 'settle', run: settleAgreements, wakes: true },
  { on: 'meetings.holds-run-out', name: 'release', run: releaseRunOut, wakes: true },
  {
    on: 'calendars.copy-moved',
    name: 'meetings.follow-move',
    run: (app, data) => {
      const { meetingId, personId } = copyOf(data)
      const move = { personId, from: data.from as Span, to: data.to as Span }
      return followMove(app, { meetingId, move })
    },
  },
  {
    on: 'calendars.copy-removed',
    name: 'meetings.follow-removal',
    run: (app, data) => followRemoval(app, { ...copyOf(data), how: 'removed' }),
  },
  {
    on: 'calendars.copy-declined',
    name: 'meetings.follow-refusal',
    run: (app, data) => followRemoval(app, { ...copyOf(data), how: 'declined' }),
  },
  {
    on: 'calendars.copy-guests',
    name: 'meetings.tell-guests',
    run: (app, data) => tellGuests(app, { ...copyOf(data), guests: (data.guests as unknown[]).map(String) }),
  },
  {
    on: 'calendars.copy-settled',
    name: 'meetings.announce-copies',
    run: (app, data) => announceCopies(app, { meetingId: String(data.subjectId) }),
  },
  {
    on: 'calendars.copy-conferred',
    name: 'meetings.keep-place',
    run: (app, data) =>
      keepPlace(app, { ...copyOf(data), url: typeof data.url === 'string' ? data.url : null }),
  },
  {
    on: 'calendars.busy-changed',
    name: 'meetings.announce-times',
    run: (app, data) => announceTimes(app, { personId: String(data.personId) }),
  },
]

/** What is done every few seconds, due by the clock or missed by a job. It is safe at any time. */
export const chores: readonly Chore[] = [
  { name: 'remind of meetings', atOnce: 1, run: tellDueReminders },
  { name: 'end holds that have run out', atOnce: 1, run: releaseRunOut },
  { name: 'settle agreements', atOnce: 1, run: settleAgreements },
  { name: 'tell what is due about agreements', atOnce: 1, run: tellDueMoments },
]

function memberOf(data: Data): { roomId: string; personId: string } {
  return { roomId: String(data.roomId), personId: String(data.personId) }
}

// What calendars call a subject is a meeting here.
function copyOf(data: Data): { meetingId: string; personId: string } {
  return { meetingId: String(data.subjectId), personId: String(data.personId) }
}
