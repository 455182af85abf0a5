import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { lockMeetingFor } from '../access.ts'
import { refuseSteering } from '../meeting.ts'
import { openTimes } from '../new-times.ts'
import { findNewTimes, forgetNewTimes } from '../store/new-times.ts'
import { tellOfTimes } from '../steps/tell-of-times.ts'

/**
 * Closes an offer of new times, so that the meeting stays at its time: the organizer takes it back, or the person who booked
 * would rather keep it. Once more changes nothing.
 */
export async function closeNewTimes(
  app: App,
  caller: Caller,
  { meetingId }: { meetingId: string },
): Promise<void> {
  await app.transaction(async (tx) => {
    const { meeting } = await lockMeetingFor(tx.db, meetingId, caller.personId)
    refuseSteering(meeting, caller.personId, tx.now)
    const times = await findNewTimes(tx.db, meetingId)
    if (!times) return
    await forgetNewTimes(tx.db, meetingId)
    if (!openTimes(times, meeting, tx.now)) return
    const cause = { actorId: caller.personId, reason: '', requestId: null, now: tx.now }
    await tellOfTimes(tx, meeting, cause, 'times_closed')
  })
}
