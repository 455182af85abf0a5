import * as availability from '#availability'
import type { App, Tx } from '#platform/app.ts'

import { cancel, isExpected, isToCome, maySteer, type Meeting, respond } from '../meeting.ts'
import { outsideReasons } from '../outside-reason.ts'
import { callOff } from '../steps/call-off.ts'
import { keepChange } from '../steps/keep-change.ts'
import { saveRsvp } from '../store/engagements.ts'
import { takeMeeting } from '../store/meetings.ts'

/** Somebody took a meeting out of their own calendar, or said no to it there. */
export type OutsideRefusal = { meetingId: string; personId: string; how: 'removed' | 'declined' }

/**
 * Who may cancel a meeting has cancelled it with that; anybody else has declined. Once more, or for a meeting that is
 * over, nothing happens.
 */
export async function followRemoval(app: App, refused: OutsideRefusal): Promise<void> {
  await app.transaction(async (tx) => {
    const meeting = await takeMeeting(tx.db, refused.meetingId)
    if (!meeting || !isToCome(meeting, tx.now)) return
    const { personId: actorId, how } = refused
    const cause = { actorId, reason: outsideReasons[how], requestId: null, now: tx.now }
    if (maySteer(meeting, actorId)) return callOff(tx, cancel(meeting, cause))
    if (isExpected(meeting, actorId)) await decline(tx, meeting, cause)
  })
}

async function decline(tx: Tx, meeting: Meeting, cause: Parameters<typeof respond>[2]): Promise<void> {
  const declined = respond(meeting, 'declined', cause)
  await availability.lockBusy(tx, [cause.actorId])
  await saveRsvp(tx.db, meeting.id, cause.actorId, 'declined')
  await keepChange(tx, declined)
}
