import type { App } from '#platform/app.ts'

import { endOf } from '../room-call.ts'
import { announceRoomCall } from '../steps/announce-room-call.ts'
import { updateCall } from '../store/calls.ts'
import { endRoomCall, listRunningCalls } from '../store/room-calls.ts'
import { takeCall, listAllSeats } from '../store/seats.ts'

/** Ends calls of rooms in which nobody is any more, as of when the last one left. */
export async function endEmptyCalls(app: App): Promise<void> {
  const running = await listRunningCalls(app.db)
  for (const { call } of running.filter((one) => endOf(one.call, one.seats, app.now()) !== undefined)) {
    await app.transaction(async (tx) => {
      await takeCall(tx.db, call.callId)
      const endedAt = endOf(call, await listAllSeats(tx.db, call.callId), tx.now)
      if (endedAt === undefined || !(await endRoomCall(tx.db, call.callId, endedAt))) return
      await updateCall(tx.db, call.callId, { endsAt: endedAt })
      await announceRoomCall(tx, call.callId)
    })
  }
}
