import type { Db, TxDb } from '#platform/database.ts'

import type { QuietHours } from '../quiet-hours.ts'

/** When this person wants quiet, or null. */
export async function findQuietHours(db: Db, personId: string): Promise<QuietHours | null> {
  const row = await db
    .selectFrom('quiet_hours')
    .select(['from_time', 'until_time'])
    .where('person_id', '=', personId)
    .executeTakeFirst()
  // PostgreSQL says the seconds as well.
  return row ? { from: row.from_time.slice(0, 5), until: row.until_time.slice(0, 5) } : null
}

/** Keeps these hours in place of those before; null is none. */
export async function saveQuietHours(db: TxDb, personId: string, hours: QuietHours | null): Promise<void> {
  if (!hours) {
    await db.deleteFrom('quiet_hours').where('person_id', '=', personId).execute()
    return
  }
  const columns = { from_time: hours.from, until_time: hours.until }
  await db
    .insertInto('quiet_hours')
    .values({ person_id: personId, ...columns })
    .onConflict((conflict) => conflict.column('person_id').doUpdateSet(columns))
    .execute()
}
