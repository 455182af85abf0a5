import * as accounts from '#accounts'
import * as rooms from '#rooms'
import type { App, Tx } from '#platform/app.ts'
import { isOverlap } from '#platform/database.ts'

import { putBackMail } from '../mails.ts'
import { cardPath, idsOf, type Meeting, moveTo } from '../meeting.ts'
import { newsOfObstacle, spellTimeFor } from '../news.ts'
import {
  concernsMove,
  findCollision,
  findObstacle,
  type Obstacle,
  type OutsideMove,
} from '../outside-move.ts'
import { outsideReasons } from '../outside-reason.ts'
import { keepChange } from '../steps/keep-change.ts'
import { keepCopies } from '../steps/keep-copies.ts'
import { lockTime } from '../steps/lock-time.ts'
import { readAround } from '../steps/read-around.ts'
import { readMeetingAsk } from '../steps/read-meeting-ask.ts'
import { moveEngagements } from '../store/engagements.ts'
import { takeMeeting } from '../store/meetings.ts'

/**
 * Somebody moved a meeting in their own calendar: it follows whoever may move it, to a time that suits the others. If it
 * cannot, it is put back there and the room is told; an attendee, who moved it only for themselves, is told alone.
 */
export async function followMove(app: App, moved: { meetingId: string; move: OutsideMove }): Promise<void> {
  try {
    await app.transaction((tx) => followInside(tx, moved))
  } catch (error) {
    if (!isOverlap(error)) throw error
    // Somebody booked over the new time at the same moment; the constraint has the last word.
    await app.transaction((tx) => putBackInside(tx, moved))
  }
}

async function followInside(
  tx: Tx,
  { meetingId, move }: { meetingId: string; move: OutsideMove },
): Promise<void> {
  const meeting = await takeMeeting(tx.db, meetingId)
  if (!meeting || !concernsMove(meeting, move, tx.now)) return
  const obstacle = findObstacle(meeting, move, tx.now)
  if (obstacle) return putBack(tx, meeting, move, obstacle)
  await lockTime(tx, idsOf(meeting))
  const ask = await readMeetingAsk(tx.db, meeting, tx.now, move.to.startsAt)
  const collision = findCollision(ask, move)
  if (collision) return putBack(tx, meeting, move, collision)
  const cause = { actorId: move.personId, reason: outsideReasons.moved, requestId: null, now: tx.now }
  const changed = moveTo(meeting, move.to, cause)
  await moveEngagements(tx.db, changed.meeting)
  await keepChange(tx, changed)
}

async function putBackInside(
  tx: Tx,
  { meetingId, move }: { meetingId: string; move: OutsideMove },
): Promise<void> {
  const meeting = await takeMeeting(tx.db, meetingId)
  if (meeting && concernsMove(meeting, move, tx.now)) await putBack(tx, meeting, move, 'taken')
}

async function putBack(tx: Tx, meeting: Meeting, move: OutsideMove, obstacle: Obstacle): Promise<void> {
  await keepCopies(tx, meeting, await readAround(tx, { meeting }), { again: move.personId })
  return obstacle === 'not_theirs' ? tellAlone(tx, meeting, move) : tellRoom(tx, meeting, move, obstacle)
}

async function tellRoom(tx: Tx, meeting: Meeting, move: OutsideMove, obstacle: Obstacle): Promise<void> {
  const people = await accounts.listPeople(tx.db, [move.personId, meeting.organizerId])
  const nameOf = (id: string): string => people.find((person) => person.id === id)?.name ?? 'Somebody'
  const news = newsOfObstacle(meeting, move, obstacle, nameOf)
  await rooms.postSystem(tx, { roomId: meeting.roomId, actorId: move.personId, ...news })
}

async function tellAlone(tx: Tx, meeting: Meeting, { personId, to }: OutsideMove): Promise<void> {
  const person = await accounts.findPerson(tx.db, personId)
  if (!person) return
  await tx.deliver({
    key: `meeting-put-back:${meeting.id}:${personId}:${to.startsAt}`,
    personId,
    subjectId: meeting.id,
    mail: putBackMail({
      to: person.email,
      time: spellTimeFor(meeting, person),
      url: new URL(cardPath(meeting), tx.app.config.publicUrl).href,
    }),
  })
}
