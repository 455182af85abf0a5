import type { Tx } from '#platform/app.ts'
import type { Instant } from '#time/instant.ts'

import { callTopic } from '../call.ts'
import type { Seat } from '../seat.ts'
import { saveSeat } from '../store/seats.ts'
import { announceRoomCall } from './announce-room-call.ts'

/**
 * Has these leave their call, in the caller's change, each at its own instant; everybody in it is told at commit. Who is in
 * is held by whoever calls.
 */
export async function endSeats(
  tx: Tx,
  callId: string,
  ended: readonly { seat: Seat; leftAt: Instant }[],
): Promise<void> {
  for (const { seat, leftAt } of ended) await saveSeat(tx.db, { ...seat, sharing: false, leftAt })
  if (ended.length === 0) return
  await tx.wake(callTopic(callId))
  await announceRoomCall(tx, callId)
}
