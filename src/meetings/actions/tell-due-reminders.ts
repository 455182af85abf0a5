import * as accounts from '#accounts'
import * as calls from '#calls'
import * as notifications from '#notifications'
import * as rooms from '#rooms'
import type { App, Tx } from '#platform/app.ts'

import { reminderMail } from '../mails.ts'
import { cardPath, type Meeting } from '../meeting.ts'
import { newsOfReminder, spellTimeFor } from '../news.ts'
import { judgeDue, type Reminder, reminderKey, sayReminder } from '../reminder.ts'
import { listMeetingIdsDue, saveReminders, takeReminders } from '../store/reminders.ts'
import { takeMeeting } from '../store/meetings.ts'

const atOnce = 100
// So near, what one wants is the call and not the room.
const joinsWithinMs = 20 * 60_000

/**
 * Reminds of the meetings for which it is time, in the room once and each person by the channels they want. It is safe at
 * any time: what was told is kept with the telling.
 */
export async function tellDueReminders(app: App): Promise<void> {
  for (const meetingId of await listMeetingIdsDue(app.db, app.now(), atOnce)) {
    // One that fails holds up no other; it is due again in a few seconds.
    await app
      .transaction((tx) => tellReminders(tx, meetingId))
      .catch((error: unknown) => app.log.warn({ err: error, meetingId }, 'could not remind of a meeting'))
  }
}

async function tellReminders(tx: Tx, meetingId: string): Promise<void> {
  const meeting = await takeMeeting(tx.db, meetingId)
  if (!meeting) return
  const { told, skipped } = judgeDue(meeting, await takeReminders(tx.db, meetingId, tx.now), tx.now)
  await saveReminders(tx.db, [...told, ...skipped])
  if (told.some(({ personId }) => personId === null)) {
    const news = newsOfReminder(meeting, tx.now)
    await rooms.postSystem(tx, { roomId: meeting.roomId, actorId: null, ...news })
  }
  await tellPeople(tx, meeting, told)
}

async function tellPeople(tx: Tx, meeting: Meeting, told: readonly Reminder[]): Promise<void> {
  const { publicUrl } = tx.app.config
  const ids = told.flatMap(({ personId }) => personId ?? [])
  const people = await accounts.listPeople(tx.db, ids)
  const joinUrl = calls.joinUrl(publicUrl, await calls.readJoinToken(tx.db, meeting.callId))
  const roomPath = cardPath(meeting)
  const isNear = meeting.startsAt - tx.now <= joinsWithinMs
  const roomName = await rooms.readRoomName(tx.db, meeting.roomId)
  const title = sayReminder(meeting, roomName, tx.now)
  const notices = people.map((person): notifications.NoticeToTell => {
    const leadMinutes = told.find(({ personId }) => personId === person.id)?.leadMinutes ?? 0
    const time = spellTimeFor(meeting, person)
    return {
      personId: person.id,
      kind: 'reminder',
      key: reminderKey(meeting.id, leadMinutes),
      subjectId: meeting.id,
      roomId: meeting.roomId,
      title,
      text: `${time}.`,
      href: isNear ? new URL(joinUrl).pathname : roomPath,
      mail: reminderMail({ title, time, joinUrl, roomUrl: new URL(roomPath, publicUrl).href }),
      at: meeting.startsAt,
    }
  })
  await notifications.tellAll(tx, notices)
}
