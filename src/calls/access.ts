import * as rooms from '#rooms'
import type { Db, TxDb } from '#platform/database.ts'
import { missing } from '#platform/refusal.ts'

import { type Call, isAsked } from './call.ts'
import type { RoomCall } from './room-call.ts'
import type { Seat } from './seat.ts'
import { findCallByToken } from './store/calls.ts'
import { findRoomCall } from './store/room-calls.ts'
import { findSeat, takeCall } from './store/seats.ts'

/**
 * The call behind a join link, for somebody who is asked to come and still in its room. The link is an address, not a
 * credential: to everyone else it does not exist. Throws missing().
 */
export async function accessCall(db: Db, joinToken: string, personId: string): Promise<Call> {
  const call = await findCallByToken(db, joinToken)
  if (!call || !isAsked(call.wanted, personId)) throw missing()
  await rooms.accessRoom(db, call.wanted.roomId, personId)
  return call
}

/** A call that was started in a room, for whoever is in that room. To everyone else it does not exist. Throws missing(). */
export async function accessRoomCall(db: Db, callId: string, personId: string): Promise<RoomCall> {
  const call = await findRoomCall(db, callId)
  if (!call) throw missing()
  await rooms.accessRoom(db, call.roomId, personId)
  return call
}

/** As `accessCall`, with who is in held as it is until the change is done. */
export async function lockCall(db: TxDb, joinToken: string, personId: string): Promise<Call> {
  const { id } = await accessCall(db, joinToken, personId)
  await takeCall(db, id)
  // What was asked before the lock may have changed.
  return accessCall(db, joinToken, personId)
}

/** A seat that this connection of this person sits on at present, or missing(). */
export async function accessSeat(
  db: Db,
  seatId: string,
  { personId, connectionId }: { personId: string; connectionId: string },
): Promise<Seat> {
  const seat = await findSeat(db, seatId)
  if (!seat || seat.leftAt !== null) throw missing()
  if (seat.personId !== personId || seat.connectionId !== connectionId) throw missing()
  return seat
}

/** As `accessSeat`, with who is in that call held as it is until the change is done. */
export async function lockSeat(
  db: TxDb,
  seatId: string,
  by: { personId: string; connectionId: string },
): Promise<Seat> {
  const { callId } = await accessSeat(db, seatId, by)
  await takeCall(db, callId)
  return accessSeat(db, seatId, by)
}
