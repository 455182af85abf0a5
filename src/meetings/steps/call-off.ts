import * as availability from '#availability'
import type { Tx } from '#platform/app.ts'

import { type Changed, idsOf } from '../meeting.ts'
import { releaseEngagements } from '../store/engagements.ts'
import { saveCancellation } from '../store/meetings.ts'
import { keepChange } from './keep-change.ts'

/** Gives everyone's time back and keeps the cancellation, in the caller's change. */
export async function callOff(tx: Tx, cancelled: Changed): Promise<void> {
  const { meeting, change } = cancelled
  await availability.lockBusy(tx, idsOf(meeting))
  await releaseEngagements(tx.db, meeting.id)
  await keepChange(tx, cancelled)
  await saveCancellation(tx.db, meeting.id, change.actorId, change.reason)
}
