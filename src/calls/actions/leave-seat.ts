import type { App } from '#platform/app.ts'

import { lockSeat } from '../access.ts'
import { endSeats } from '../steps/end-seats.ts'

/** Leaves a call. */
export async function leaveSeat(
  app: App,
  by: { personId: string; connectionId: string },
  seatId: string,
): Promise<void> {
  await app.transaction(async (tx) => {
    const seat = await lockSeat(tx.db, seatId, by)
    await endSeats(tx, seat.callId, [{ seat, leftAt: tx.now }])
  })
}
