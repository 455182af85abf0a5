import type { Db, TxDb } from '#platform/database.ts'
import { dateOrNull } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { RoomCall } from '../room-call.ts'

/** Keeps a call that has just been started; false while another one runs in the room. */
export async function insertRoomCall(db: TxDb, call: RoomCall): Promise<boolean> {
  const row = await db
    .insertInto('room_calls')
    .values({
      call_id: call.callId,
      room_id: call.roomId,
      started_by_id: call.startedById,
      started_at: new Date(call.startedAt),
      ended_at: dateOrNull(call.endedAt),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('call_id')
    .executeTakeFirst()
  return row !== undefined
}

/** The call that runs in a room, or null. */
export async function findRunningCall(db: Db, roomId: string): Promise<RoomCall | null> {
  const row = await db
    .selectFrom('room_calls')
    .selectAll()
    .where('room_id', '=', roomId)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return row ? readRoomCall(row) : null
}

/** The call, running or not, or null for one that was not started in a room. */
export async function findRoomCall(db: Db, callId: string): Promise<RoomCall | null> {
  const row = await db.selectFrom('room_calls').selectAll().where('call_id', '=', callId).executeTakeFirst()
  return row ? readRoomCall(row) : null
}

/** Calls that run, with when those who were in them left. */
export async function listRunningCalls(
  db: Db,
): Promise<{ call: RoomCall; seats: { leftAt: Instant | null }[] }[]> {
  const rows = await db
    .selectFrom('room_calls')
    .leftJoin('call_seats', 'call_seats.call_id', 'room_calls.call_id')
    .selectAll('room_calls')
    .select(['call_seats.id as seat_id', 'call_seats.left_at'])
    .where('room_calls.ended_at', 'is', null)
    .execute()
  const byCall = Map.groupBy(rows, (row) => row.call_id)
  return [...byCall.values()].flatMap((some) => {
    const [first] = some
    const seats = some.filter((row) => row.seat_id !== null).map((row) => ({ leftAt: row.left_at }))
    return first ? [{ call: readRoomCall(first), seats }] : []
  })
}

/** Keeps when a call ended that runs; false when it had ended before. */
export async function endRoomCall(db: TxDb, callId: string, endedAt: Instant): Promise<boolean> {
  const row = await db
    .updateTable('room_calls')
    .set({ ended_at: new Date(endedAt) })
    .where('call_id', '=', callId)
    .where('ended_at', 'is', null)
    .returning('call_id')
    .executeTakeFirst()
  return row !== undefined
}

function readRoomCall(row: {
  call_id: string
  room_id: string
  started_by_id: string
  started_at: Instant
  ended_at: Instant | null
}): RoomCall {
  return {
    callId: row.call_id,
    roomId: row.room_id,
    startedById: row.started_by_id,
    startedAt: row.started_at,
    endedAt: row.ended_at,
  }
}
