import type { Db, TxDb } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

/** Keeps a person's one feed under a new token; only its hash is kept. */
export async function saveFeed(db: TxDb, personId: string, tokenHash: string, now: Instant): Promise<void> {
  const columns = { token_hash: tokenHash, made_at: new Date(now) }
  await db
    .insertInto('feeds')
    .values({ person_id: personId, ...columns })
    .onConflict((conflict) => conflict.column('person_id').doUpdateSet(columns))
    .execute()
}

/** Ends it; false when there was none. */
export async function deleteFeed(db: TxDb, personId: string): Promise<boolean> {
  const result = await db.deleteFrom('feeds').where('person_id', '=', personId).executeTakeFirst()
  return result.numDeletedRows > 0n
}

/** Since when a person's feed has its address; null when there is none. */
export async function findFeed(db: Db, personId: string): Promise<Instant | null> {
  const row = await db
    .selectFrom('feeds')
    .select('made_at')
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return row?.made_at ?? null
}

/** Whose feed this token opens, or null. */
export async function findFeedOwner(db: Db, tokenHash: string): Promise<string | null> {
  const row = await db
    .selectFrom('feeds')
    .select('person_id')
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst()
  return row?.person_id ?? null
}
