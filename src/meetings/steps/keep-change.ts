import * as calls from '#calls'
import * as rooms from '#rooms'
import type { Tx } from '#platform/app.ts'
import type { Instant } from '#time/instant.ts'

import { droppedBy } from '../change.ts'
import { callOf, type Changed } from '../meeting.ts'
import { newsOfChange, withReading } from '../news.ts'
import { forgetAttendance } from '../store/attendance.ts'
import { insertChange } from '../store/changes.ts'
import { saveMeeting } from '../store/meetings.ts'
import { forgetNewTimes } from '../store/new-times.ts'
import { keepCopies } from './keep-copies.ts'
import { keepReminders } from './keep-reminders.ts'
import { readAround } from './read-around.ts'
import { takeBackTimes } from './tell-of-times.ts'
import { tellPeople } from './tell-people.ts'

/**
 * Keeps a changed meeting with its line in the history, brings its call and its copies in calendars up to date and tells the room
 * and its people: one commit. The meeting is locked, and the time of its people is settled by whoever calls. `readAt` says when
 * the organizer's calendars were read, where that was not just now.
 */
export async function keepChange(tx: Tx, changed: Changed, readAt: Instant | null = null): Promise<void> {
  const { meeting, change } = changed
  await saveMeeting(tx.db, meeting)
  await insertChange(tx.db, meeting.id, change)
  const deed = { actorId: change.actorId, roomId: meeting.roomId, subjectId: meeting.id }
  await tx.audit({ action: `meeting.${change.kind}`, ...deed })
  await calls.changeCall(tx, { id: meeting.callId, changes: callOf(meeting) })
  const around = await readAround(tx, changed)
  const dropped = droppedBy(change)
  await keepCopies(tx, meeting, around, { dropped: dropped === null ? [] : [dropped] })
  if (change.from) await forgetTimeOf(tx, meeting.id)
  const news = newsOfChange(meeting, change, around.nameOf)
  const told = news && withReading(news, readAt, meeting.timeZone)
  const by = { actorId: change.actorId, actorName: around.nameOf(change.actorId) }
  if (told) await rooms.postSystem(tx, { roomId: meeting.roomId, ...by, ...told })
  await rooms.announceCard(tx, meeting.roomId, { kind: 'meeting', id: meeting.id, actorId: change.actorId })
  await tellPeople(tx, changed, around)
  await keepReminders(tx, meeting)
  if (change.from) await takeBackTimes(tx, meeting)
}

// What was said about the time it had: who is late for it, and the times offered in its place.
async function forgetTimeOf(tx: Tx, meetingId: string): Promise<void> {
  await forgetAttendance(tx.db, meetingId)
  await forgetNewTimes(tx.db, meetingId)
}
