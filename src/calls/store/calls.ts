import { sql } from 'kysely'

import type { Db, TxDb } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { Call, WantedCall } from '../call.ts'
import type { Elsewhere } from '../place.ts'

/** Keeps a new call in its first version. */
export async function insertCall(db: TxDb, call: Call, createdAt: Instant): Promise<void> {
  await db
    .insertInto('calls')
    .values({
      id: call.id,
      join_token: call.joinToken,
      subject_id: call.subjectId,
      version: 1,
      wanted: JSON.stringify(call.wanted),
      elsewhere: call.elsewhere && JSON.stringify(call.elsewhere),
      created_at: new Date(createdAt),
    })
    .execute()
}

/** Overwrites what is named of what is wanted; the version rises with it. */
export async function updateCall(db: TxDb, id: string, changes: Partial<WantedCall>): Promise<void> {
  await db
    .updateTable('calls')
    .set((eb) => ({
      wanted: sql`calls.wanted || ${JSON.stringify(changes)}::jsonb`,
      version: eb('version', '+', 1),
    }))
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
}

/** The call behind a join token, or null. */
export async function findCallByToken(db: Db, joinToken: string): Promise<Call | null> {
  const row = await db.selectFrom('calls').selectAll().where('join_token', '=', joinToken).executeTakeFirst()
  return row ? readCall(row) : null
}

/** The call, or null. */
export async function findCall(db: Db, id: string): Promise<Call | null> {
  const row = await db.selectFrom('calls').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? readCall(row) : null
}

/** The join token of a call that exists. */
export async function readJoinToken(db: Db, id: string): Promise<string> {
  const row = await db.selectFrom('calls').select('join_token').where('id', '=', id).executeTakeFirstOrThrow()
  return row.join_token
}

/** How one gets into a call that exists: the token of its join link, and where it leads instead of taking place here. */
export type Way = Pick<Call, 'joinToken' | 'elsewhere'>

/** How one gets into a call that exists. */
export async function readWay(db: Db, id: string): Promise<Way> {
  const row = await db
    .selectFrom('calls')
    .select(['join_token', 'elsewhere'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return { joinToken: row.join_token, elsewhere: row.elsewhere as Elsewhere | null }
}

/** The join tokens of these calls, by their ids. */
export async function listJoinTokens(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('calls')
    .select(['id', 'join_token'])
    .where('id', 'in', [...ids])
    .execute()
  return new Map(rows.map((row) => [row.id, row.join_token]))
}

/** Where a call that exists leads instead of taking place here; null when it does take place here. */
export async function readElsewhere(db: Db, id: string): Promise<Elsewhere | null> {
  const row = await db.selectFrom('calls').select('elsewhere').where('id', '=', id).executeTakeFirstOrThrow()
  return row.elsewhere as Elsewhere | null
}

/** The same, with the call locked until the end of the change. */
export async function takeElsewhere(db: TxDb, id: string): Promise<Elsewhere | null> {
  const row = await db
    .selectFrom('calls')
    .select('elsewhere')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  return row.elsewhere as Elsewhere | null
}

/** Keeps where a call leads; null when it takes place here. */
export async function saveElsewhere(db: TxDb, id: string, elsewhere: Elsewhere | null): Promise<void> {
  await db
    .updateTable('calls')
    .set({ elsewhere: elsewhere && JSON.stringify(elsewhere) })
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
}

function readCall(row: {
  id: string
  join_token: string
  subject_id: string
  wanted: unknown
  elsewhere: unknown
}): Call {
  return {
    id: row.id,
    joinToken: row.join_token,
    subjectId: row.subject_id,
    wanted: row.wanted as WantedCall,
    elsewhere: row.elsewhere as Elsewhere | null,
  }
}
