import type { Db, TxDb } from '#platform/database.ts'

/** Whether meetings that this person only attends are written into their calendar; yes unless they said no. */
export async function findWritesAttended(db: Db, personId: string): Promise<boolean> {
  const row = await db
    .selectFrom('calendar_settings')
    .select('writes_attended')
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return row?.writes_attended ?? true
}

/** Keeps it. */
export async function saveWritesAttended(db: TxDb, personId: string, writesAttended: boolean): Promise<void> {
  await db
    .insertInto('calendar_settings')
    .values({ person_id: personId, writes_attended: writesAttended })
    .onConflict((conflict) => conflict.column('person_id').doUpdateSet({ writes_attended: writesAttended }))
    .execute()
}
