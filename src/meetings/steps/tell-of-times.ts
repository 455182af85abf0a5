import * as accounts from '#accounts'
import * as notifications from '#notifications'
import type { Tx } from '#platform/app.ts'
import type { ClockChoice } from '#time/display.ts'

import { newTimesMail } from '../mails.ts'
import { type Cause, noteLine } from '../change.ts'
import { cardPath, idsOf, type Meeting } from '../meeting.ts'
import { mayTakeUp } from '../new-times.ts'
import { newsOfClosedTimes, newsOfTimes, spellTime, spellTimeFor } from '../news.ts'
import { keepNote } from './keep-note.ts'

/**
 * Keeps in the caller's change that new times are offered, or that the offer is closed, and tells of it: the room, and by
 * the channels they want whoever is to pick one, or whose offer was declined.
 */
export async function tellOfTimes(
  tx: Tx,
  meeting: Meeting,
  cause: Cause,
  kind: 'new_times' | 'times_closed',
): Promise<void> {
  const isOffered = kind === 'new_times'
  const actor = await accounts.findPerson(tx.db, cause.actorId)
  const name = actor?.name ?? 'Somebody'
  const news = isOffered ? newsOfTimes(meeting, cause, name) : newsOfClosedTimes(meeting, cause, name)
  await keepNote(tx, meeting, noteLine(kind, cause), news)
  await takeBackTimes(tx, meeting)
  const href = cardPath(meeting)
  const url = new URL(href, tx.app.config.publicUrl).href
  const readers = await accounts.listPeople(tx.db, whomToTell(meeting, cause.actorId))
  const notices = readers.map((reader): notifications.NoticeToTell => {
    const time = sayWhen(meeting, reader)
    return {
      personId: reader.id,
      kind: 'meeting_changed',
      key: timesKey(meeting.id),
      subjectId: meeting.id,
      roomId: meeting.roomId,
      title: isOffered ? `${name} asks for a new time` : 'The meeting stays at its time',
      text: isOffered ? `Until one is chosen, it stays at ${time}.` : `It is on ${time}.`,
      href,
      mail: newTimesMail({ isOffered, name, time, reason: cause.reason, url }),
    }
  })
  await notifications.tellAll(tx, notices)
}

/** Takes back, in the caller's change, what was told of new times: they are no question any more. */
export async function takeBackTimes(tx: Tx, meeting: Meeting): Promise<void> {
  await notifications.takeBack(tx, timesKey(meeting.id), idsOf(meeting))
}

function timesKey(meetingId: string): string {
  return `new-times:${meetingId}`
}

// By the reader's clock, and in the zone it was meant in where that is another one.
function sayWhen(meeting: Meeting, reader: ClockChoice): string {
  const own = spellTimeFor(meeting, reader)
  return reader.timeZone === meeting.timeZone ? own : `${own}, which is ${spellTime(meeting)}`
}

function whomToTell(meeting: Meeting, actorId: string): string[] {
  return idsOf(meeting).filter(
    (id) => id !== actorId && (id === meeting.organizerId || mayTakeUp(meeting, id)),
  )
}
