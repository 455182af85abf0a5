import type { App } from '#platform/app.ts'

import { lockSeat } from '../access.ts'
import { callTopic } from '../call.ts'
import { type Sending, sendFrom } from '../seat.ts'
import { listSeats, saveSeat } from '../store/seats.ts'

/** Says what somebody in a call sends from now on. */
export async function changeSeat(
  app: App,
  by: { personId: string; connectionId: string },
  { seat: seatId, ...sending }: { seat: string } & Sending,
): Promise<void> {
  await app.transaction(async (tx) => {
    const seat = await lockSeat(tx.db, seatId, by)
    const inside = await listSeats(tx.db, seat.callId)
    await saveSeat(tx.db, sendFrom(inside, seat, sending))
    await tx.wake(callTopic(seat.callId))
  })
}
