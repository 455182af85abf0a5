import * as accounts from '#accounts'
import * as rooms from '#rooms'
import type { App, Tx } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { missing } from '#platform/refusal.ts'

import { lockCall } from '../access.ts'
import { callTopic, refuseUnlessOpen } from '../call.ts'
import { isStale, type Seat, type Sending, takeSeat as take } from '../seat.ts'
import { announceRoomCall } from '../steps/announce-room-call.ts'
import { endSeats } from '../steps/end-seats.ts'
import { findSeat, hasSeats, listSeats, saveSeat } from '../store/seats.ts'

/** Comes into the call behind a join link with this connection, or comes back with a seat that was taken before. */
export async function takeSeat(
  app: App,
  caller: Caller,
  connectionId: string,
  asked: { token: string; seat: string; moves: boolean } & Sending,
): Promise<Seat> {
  return await app.transaction(async (tx) => {
    const { now } = tx
    const { id: callId, wanted } = await lockCall(tx.db, asked.token, caller.personId)
    refuseUnlessOpen(wanted, now)
    const known = await findSeat(tx.db, asked.seat)
    if (known && (known.callId !== callId || known.personId !== caller.personId)) throw missing()
    const seats = await listSeats(tx.db, callId)
    // What nobody tended since is not in the way, but for others' pages that may be about to come back.
    const gone = seats.filter((seat) => seat.personId === caller.personId && isStale(seat, now))
    const inside = seats.filter((seat) => !gone.includes(seat) || seat.id === asked.seat)
    const { token: _, seat: id, moves, ...sending } = asked
    const { personId } = caller
    const { seat, replaced } = take(
      inside,
      { id, callId, personId, connectionId, ...sending, joinedAt: known?.joinedAt ?? now },
      { moves, now },
    )
    const left = [...replaced, ...gone.filter((one) => one.id !== id && !replaced.includes(one))]
    await endSeats(
      tx,
      callId,
      left.map((one) => ({ seat: one, leftAt: isStale(one, now) ? one.seenAt : now })),
    )
    // Of a call started at once its card says so.
    if (!wanted.isInstant && !(await hasSeats(tx.db, callId))) await tellRoom(tx, wanted.roomId, personId)
    await saveSeat(tx.db, seat)
    await tx.wake(callTopic(callId))
    await announceRoomCall(tx, callId)
    return seat
  })
}

// Once in the life of a call: whoever comes first need not ask where the others are.
async function tellRoom(tx: Tx, roomId: string, personId: string): Promise<void> {
  const person = await accounts.findPerson(tx.db, personId)
  const body = `${person?.name ?? 'Somebody'} is in the call.`
  await rooms.postSystem(tx, { roomId, actorId: personId, body, detail: { type: 'call.opened' } })
}
