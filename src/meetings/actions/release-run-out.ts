import type { App, Tx } from '#platform/app.ts'

import { releaseHold } from '../steps/release-hold.ts'
import { listRunOutIds, takeMeeting } from '../store/meetings.ts'

const atOnce = 100

/**
 * Ends the holds that have run out. Their time has been free from that instant on, and is booked without waiting for this; here
 * it is written down and told. Safe at any time and side by side: the meeting's lock decides.
 */
export async function releaseRunOut(app: App): Promise<void> {
  for (const meetingId of await listRunOutIds(app.db, app.now(), atOnce)) {
    // One that fails holds up no other; it is found again in a few seconds.
    await app
      .transaction((tx) => releaseOne(tx, meetingId))
      .catch((error: unknown) => app.log.warn({ err: error, meetingId }, 'could not end a hold'))
  }
}

async function releaseOne(tx: Tx, meetingId: string): Promise<void> {
  const meeting = await takeMeeting(tx.db, meetingId)
  if (meeting?.status !== 'held') return
  // It may have been answered meanwhile, but it cannot be held for longer.
  const cause = { actorId: meeting.bookedById, reason: '', requestId: null, now: tx.now }
  await releaseHold(tx, meeting, 'ran_out', cause)
}
