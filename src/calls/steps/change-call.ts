import type { Tx } from '#platform/app.ts'

import { isAllowedIn, type WantedCall } from '../call.ts'
import { findCall, updateCall } from '../store/calls.ts'
import { listSeats } from '../store/seats.ts'
import { endSeats } from './end-seats.ts'

/**
 * Says anew what a call should be, in the caller's transaction; what is not named stays, and so does its join link. Who may
 * no longer be in it is out at commit.
 */
export async function changeCall(
  tx: Tx,
  { id, changes }: { id: string; changes: Partial<WantedCall> },
): Promise<void> {
  await updateCall(tx.db, id, changes)
  const call = await findCall(tx.db, id)
  const seats = await listSeats(tx.db, id)
  const ended = seats.filter(({ personId }) => !call || !isAllowedIn(call.wanted, personId, tx.now))
  await endSeats(
    tx,
    id,
    ended.map((seat) => ({ seat, leftAt: tx.now })),
  )
}
