import type { Db, TxDb } from '#platform/database.ts'
import { dateOrNull, instant } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { Seat } from '../seat.ts'

/** Holds who is in a call as it is until the change is done: every change of it takes this first. */
export async function takeCall(db: TxDb, callId: string): Promise<void> {
  await db.selectFrom('calls').select('id').where('id', '=', callId).forUpdate().execute()
}

/** The seat, taken or left, or null. */
export async function findSeat(db: Db, id: string): Promise<Seat | null> {
  const row = await db.selectFrom('call_seats').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? readSeat(row) : null
}

/** Who is in, the first to come first. */
export async function listSeats(db: Db, callId: string): Promise<Seat[]> {
  const rows = await db
    .selectFrom('call_seats')
    .selectAll()
    .where('call_id', '=', callId)
    .where('left_at', 'is', null)
    .orderBy('joined_at')
    .orderBy('id')
    .execute()
  return rows.map(readSeat)
}

/** Who is in and who was, the first to come first. */
export async function listAllSeats(db: Db, callId: string): Promise<Seat[]> {
  const rows = await db
    .selectFrom('call_seats')
    .selectAll()
    .where('call_id', '=', callId)
    .orderBy('joined_at')
    .orderBy('id')
    .execute()
  return rows.map(readSeat)
}

/** From when until when each person was in, from the first time they came to the last they left; null while they are in. */
export async function listStays(
  db: Db,
  callId: string,
): Promise<{ personId: string; from: Instant; until: Instant | null }[]> {
  const stays = Map.groupBy(await listAllSeats(db, callId), ({ personId }) => personId)
  return [...stays].map(([personId, seats]) => ({
    personId,
    from: Math.min(...seats.map(({ joinedAt }) => joinedAt)),
    until: seats.some(({ leftAt }) => leftAt === null)
      ? null
      : Math.max(...seats.map(({ leftAt }) => leftAt ?? 0)),
  }))
}

/** Whether anybody was ever in. */
export async function hasSeats(db: Db, callId: string): Promise<boolean> {
  const row = await db.selectFrom('call_seats').select('id').where('call_id', '=', callId).executeTakeFirst()
  return row !== undefined
}

/** Writes the seat as it is now, new or known. */
export async function saveSeat(db: TxDb, seat: Seat): Promise<void> {
  const changes = {
    connection_id: seat.connectionId,
    microphone: seat.microphone,
    camera: seat.camera,
    sharing: seat.sharing,
    seen_at: new Date(seat.seenAt),
    left_at: dateOrNull(seat.leftAt),
  }
  await db
    .insertInto('call_seats')
    .values({
      id: seat.id,
      call_id: seat.callId,
      person_id: seat.personId,
      joined_at: new Date(seat.joinedAt),
      ...changes,
    })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(changes))
    .execute()
}

/** Says that these connections were heard of. */
export async function touchSeats(
  db: Db,
  callId: string,
  connectionIds: readonly string[],
  now: Instant,
): Promise<void> {
  if (connectionIds.length === 0) return
  await db
    .updateTable('call_seats')
    .set({ seen_at: new Date(now) })
    .where('call_id', '=', callId)
    .where('left_at', 'is', null)
    .where('connection_id', 'in', [...connectionIds])
    .execute()
}

/** The calls that somebody seems to be in of whom nothing was heard since. */
export async function listForgottenCalls(db: Db, before: Instant): Promise<string[]> {
  const rows = await db
    .selectFrom('call_seats')
    .select('call_id')
    .distinct()
    .where('left_at', 'is', null)
    .where('seen_at', '<', instant(before))
    .limit(100)
    .execute()
  return rows.map((row) => row.call_id)
}

function readSeat(row: {
  id: string
  call_id: string
  person_id: string
  connection_id: string
  microphone: boolean
  camera: boolean
  sharing: boolean
  joined_at: Instant
  seen_at: Instant
  left_at: Instant | null
}): Seat {
  return {
    id: row.id,
    callId: row.call_id,
    personId: row.person_id,
    connectionId: row.connection_id,
    microphone: row.microphone,
    camera: row.camera,
    sharing: row.sharing,
    joinedAt: row.joined_at,
    seenAt: row.seen_at,
    leftAt: row.left_at,
  }
}
