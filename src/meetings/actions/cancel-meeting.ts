import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { lockMeetingFor } from '../access.ts'
import { cancel } from '../meeting.ts'
import { findRepeat } from '../steps/find-repeat.ts'
import { callOff } from '../steps/call-off.ts'

/** Cancels a meeting, at once and for everyone. For organizer and booker, until its end. The same request id is the same wish. */
export async function cancelMeeting(
  app: App,
  caller: Caller,
  { meetingId, reason, requestId }: { meetingId: string; reason: string; requestId: string },
): Promise<void> {
  await app.transaction(async (tx) => {
    const { meeting } = await lockMeetingFor(tx.db, meetingId, caller.personId)
    const request = { actorId: caller.personId, requestId }
    if (await findRepeat(tx.db, meetingId, request, { kind: 'cancelled', reason })) return
    await callOff(tx, cancel(meeting, { ...request, reason, now: tx.now }))
  })
}
