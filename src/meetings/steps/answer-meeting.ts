import * as availability from '#availability'
import type { Tx } from '#platform/app.ts'

import { type Answer, type Meeting, respond } from '../meeting.ts'
import { saveRsvp } from '../store/engagements.ts'
import { findRepeat } from './find-repeat.ts'
import { keepChange } from './keep-change.ts'

/** Keeps one attendee's answer in the caller's change. The meeting is locked. The same request id is the same answer. */
export async function answerMeeting(
  tx: Tx,
  meeting: Meeting,
  wish: { actorId: string; answer: Answer; reason: string; requestId: string },
): Promise<void> {
  const { actorId, answer, reason, requestId } = wish
  const request = { actorId, requestId }
  if (await findRepeat(tx.db, meeting.id, request, { kind: answer, reason })) return
  const answered = respond(meeting, answer, { ...request, reason, now: tx.now })
  await availability.lockBusy(tx, [actorId])
  await saveRsvp(tx.db, meeting.id, actorId, answer)
  await keepChange(tx, answered)
}
