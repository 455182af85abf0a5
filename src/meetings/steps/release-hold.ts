import * as accounts from '#accounts'
import * as availability from '#availability'
import * as calls from '#calls'
import * as rooms from '#rooms'
import type { Tx } from '#platform/app.ts'

import { type HoldEnd, release } from '../hold.ts'
import type { Cause } from '../change.ts'
import { callOf, idsOf, type Meeting } from '../meeting.ts'
import { newsOfChange } from '../news.ts'
import { insertChange } from '../store/changes.ts'
import { releaseEngagements } from '../store/engagements.ts'
import { saveMeeting } from '../store/meetings.ts'
import { tellOfHold } from './tell-of-hold.ts'

/**
 * Gives a held time back in the caller's change and tells room and people. The meeting is locked, and who may end the hold is
 * judged by whoever calls. Throws `hold_ended` where it has run out before.
 */
export async function releaseHold(tx: Tx, held: Meeting, how: HoldEnd, cause: Cause): Promise<void> {
  const { meeting, change } = release(held, how, cause)
  await availability.lockBusy(tx, idsOf(held))
  await releaseEngagements(tx.db, held.id)
  await saveMeeting(tx.db, meeting)
  await insertChange(tx.db, meeting.id, change)
  const { id, roomId } = meeting
  const { actorId } = change
  await tx.audit({ action: `meeting.${how}`, actorId, roomId, subjectId: id })
  await calls.changeCall(tx, { id: meeting.callId, changes: callOf(meeting) })
  const people = await accounts.listPeople(tx.db, [meeting.organizerId, meeting.bookedById])
  const nameOf = (personId: string): string => people.find((one) => one.id === personId)?.name ?? 'Somebody'
  const news = newsOfChange(meeting, change, nameOf)
  // The clock has no name.
  const speakerId = how === 'ran_out' ? null : actorId
  if (news) await rooms.postSystem(tx, { roomId, actorId: speakerId, ...news })
  await rooms.announceCard(tx, roomId, { kind: 'meeting', id, actorId })
  await tellOfHold(tx, { meeting, change })
}
