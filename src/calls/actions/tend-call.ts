import * as rooms from '#rooms'
import type { App } from '#platform/app.ts'
import type { Tending } from '#platform/topics.ts'
import { SECOND } from '#time/instant.ts'

import { isAllowedIn } from '../call.ts'
import { isStale, type Seat } from '../seat.ts'
import { endSeats } from '../steps/end-seats.ts'
import { findCall } from '../store/calls.ts'
import { listForgottenCalls, listSeats, takeCall, touchSeats } from '../store/seats.ts'

// After a start or an outage of ours, pages get this long to come back before they count as closed.
const comebackMs = 20 * SECOND

/** Keeps true who is in a call: says which pages were heard of, and has those leave that were not or may not stay. */
export async function tendCall(app: App, callId: string, tending: Tending): Promise<void> {
  await touchSeats(app.db, callId, tending.connectionIds, app.now())
  const mayExpire = tending.steadyMs > comebackMs
  const found = await listLeaving(app, callId, mayExpire)
  if (found.length === 0) return
  await app.transaction(async (tx) => {
    await takeCall(tx.db, callId)
    const ids = found.map(({ seat }) => seat.id)
    const still = await listSeats(tx.db, callId)
    const leaving = still.filter((seat) => ids.includes(seat.id) && !hasComeBack(seat, found))
    await endSeats(
      tx,
      callId,
      leaving.map((seat) => ({ seat, leftAt: isStale(seat, tx.now) ? seat.seenAt : tx.now })),
    )
  })
}

/** Ends the seats of calls that no process tends any more. */
export async function tendForgottenCalls(app: App): Promise<void> {
  const steadyMs = process.uptime() * SECOND
  if (steadyMs < comebackMs) return
  for (const callId of await listForgottenCalls(app.db, app.now() - comebackMs)) {
    await tendCall(app, callId, { connectionIds: [], steadyMs })
  }
}

type Leaving = { seat: Seat; isStale: boolean }

async function listLeaving(app: App, callId: string, mayExpire: boolean): Promise<Leaving[]> {
  const now = app.now()
  const call = await findCall(app.db, callId)
  const seats = await listSeats(app.db, callId)
  const members = call && seats.length > 0 ? await rooms.listMembers(app.db, call.wanted.roomId) : []
  const isIn = (personId: string) =>
    call && isAllowedIn(call.wanted, personId, now) && members.some((one) => one.personId === personId)
  return seats
    .map((seat) => ({ seat, isStale: mayExpire && isStale(seat, now) }))
    .filter((one) => one.isStale || !isIn(one.seat.personId))
}

// Heard of between looking and locking.
function hasComeBack(seat: Seat, found: readonly Leaving[]): boolean {
  const before = found.find((one) => one.seat.id === seat.id)
  return before !== undefined && before.isStale && before.seat.seenAt !== seat.seenAt
}
