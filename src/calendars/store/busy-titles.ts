import type { Db, TxDb } from '#platform/database.ts'

/** The sealed titles of one calendar; undefined when it has none. */
export async function findSealedTitles(db: Db, calendarId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('busy_titles')
    .select('sealed')
    .where('calendar_id', '=', calendarId)
    .executeTakeFirst()
  return row?.sealed
}

/** The sealed titles of those of the calendars that are this person's own. */
export async function listSealedTitles(
  db: Db,
  personId: string,
  calendarIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (calendarIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('busy_titles')
    .innerJoin('calendars', 'calendars.id', 'busy_titles.calendar_id')
    .select(['calendar_id', 'sealed'])
    .where('calendars.person_id', '=', personId)
    .where('calendar_id', 'in', calendarIds)
    .execute()
  return new Map(rows.map(({ calendar_id: id, sealed }) => [id, sealed]))
}

/** Puts these titles in place of those of a calendar; null leaves it without any. */
export async function replaceTitles(db: TxDb, calendarId: string, sealed: string | null): Promise<void> {
  if (sealed === null) {
    await db.deleteFrom('busy_titles').where('calendar_id', '=', calendarId).execute()
    return
  }
  await db
    .insertInto('busy_titles')
    .values({ calendar_id: calendarId, sealed })
    .onConflict((conflict) => conflict.column('calendar_id').doUpdateSet({ sealed }))
    .execute()
}
