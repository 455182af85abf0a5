import type { Selectable } from 'kysely'

import type { RelinkWindows } from '#db/tables.ts'
import type { Db, TxDb } from '#platform/database.ts'

import type { ProviderName } from '../providers.ts'
import type { RelinkWindow } from '../relink-window.ts'

/** Every relink window there is, the first to begin first. They are few. */
export async function listWindows(db: Db): Promise<RelinkWindow[]> {
  const rows = await db.selectFrom('relink_windows').selectAll().orderBy('from_date').orderBy('id').execute()
  return rows.map(readWindow)
}

/** Keeps a new one. */
export async function insertWindow(db: TxDb, window: RelinkWindow, madeById: string): Promise<void> {
  await db
    .insertInto('relink_windows')
    .values({
      id: window.id,
      providers: [...window.providers],
      from_date: window.fromDate,
      until_date: window.untilDate,
      time_zone: window.timeZone,
      body: window.text,
      made_by_id: madeById,
      made_at: new Date(window.madeAt),
    })
    .execute()
}

/** Takes one back; null when there is none. */
export async function deleteWindow(db: TxDb, windowId: string): Promise<RelinkWindow | null> {
  const row = await db
    .deleteFrom('relink_windows')
    .where('id', '=', windowId)
    .returningAll()
    .executeTakeFirst()
  return row ? readWindow(row) : null
}

function readWindow(row: Selectable<RelinkWindows>): RelinkWindow {
  return {
    id: row.id,
    providers: row.providers as ProviderName[],
    fromDate: row.from_date,
    untilDate: row.until_date,
    timeZone: row.time_zone,
    text: row.body,
    madeAt: row.made_at,
  }
}
