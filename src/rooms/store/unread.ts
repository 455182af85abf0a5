import { sql } from 'kysely'

import type { Db, TxDb } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { UnreadReader } from '../unread.ts'

/** A room that is due, held until the end of the change; undefined when none is, or others hold those that are. */
export async function takeDueRoom(db: TxDb, now: Instant): Promise<string | undefined> {
  const { rows } = await sql<{ room_id: string }>`
    select room_id from unread_looks where due_at <= ${new Date(now)}
    order by due_at limit 1 for update skip locked`.execute(db)
  return rows[0]?.room_id
}

/** When to look at a room next; null is not until somebody writes. Whoever calls holds it. */
export async function saveNextLook(db: TxDb, roomId: string, dueAt: Instant | null): Promise<void> {
  if (dueAt === null) await db.deleteFrom('unread_looks').where('room_id', '=', roomId).execute()
  else
    await db
      .updateTable('unread_looks')
      .set({ due_at: new Date(dueAt) })
      .where('room_id', '=', roomId)
      .execute()
}

/** How far each member has read, and what they were told of the rest. */
export async function listReaders(db: Db, roomId: string): Promise<UnreadReader[]> {
  const rows = await db
    .selectFrom('memberships as member')
    .leftJoin('unread_told as told', (join) =>
      join.onRef('told.room_id', '=', 'member.room_id').onRef('told.person_id', '=', 'member.person_id'),
    )
    .select(['member.person_id', 'member.read_seq'])
    .select(['told.prompted_seq', 'told.prompted_at', 'told.mailed_seq', 'told.mailed_at'])
    .where('member.room_id', '=', roomId)
    .orderBy('member.person_id')
    .execute()
  return rows.map((row) => ({
    personId: row.person_id,
    readSeq: row.read_seq,
    promptedSeq: row.prompted_seq ?? 0,
    promptedAt: row.prompted_at,
    mailedSeq: row.mailed_seq ?? 0,
    mailedAt: row.mailed_at,
  }))
}

/** Remembers up to which message somebody was told. Without `at` nothing went out, and the pause stays what it was. */
export async function saveTold(
  db: TxDb,
  told: { roomId: string; personId: string; by: 'prompt' | 'mail'; seq: number; at?: Instant },
): Promise<void> {
  const at = told.at === undefined ? undefined : new Date(told.at)
  const columns =
    told.by === 'prompt'
      ? { prompted_seq: told.seq, ...(at && { prompted_at: at }) }
      : { mailed_seq: told.seq, ...(at && { mailed_at: at }) }
  await db
    .insertInto('unread_told')
    .values({ room_id: told.roomId, person_id: told.personId, ...columns })
    .onConflict((conflict) => conflict.columns(['room_id', 'person_id']).doUpdateSet(columns))
    .execute()
}

/** Up to which message of a room somebody was told by each way; 0 where they were not. */
export async function findToldSeqs(
  db: Db,
  roomId: string,
  personId: string,
): Promise<Pick<UnreadReader, 'promptedSeq' | 'mailedSeq'>> {
  const row = await db
    .selectFrom('unread_told')
    .select(['prompted_seq', 'mailed_seq'])
    .where('room_id', '=', roomId)
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return { promptedSeq: row?.prompted_seq ?? 0, mailedSeq: row?.mailed_seq ?? 0 }
}
