import type { Selectable } from 'kysely'

import type { RelinkWindows } from '#db/tables.ts'
import { type Db, instant, type TxDb } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { Link } from '../link.ts'
import type { ProviderName } from '../providers.ts'
import type { RelinkWindow } from '../relink-window.ts'
import { readLink } from './links.ts'

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

/** Links made before an instant whose owners had no mail about this relink window, at most `limit`. */
export async function listUntold(
  db: Db,
  window: { id: string; providers: readonly ProviderName[]; opensAt: Instant },
  limit: number,
): Promise<Link[]> {
  const rows = await db
    .selectFrom('calendar_links')
    .selectAll()
    .where('provider', 'in', [...window.providers])
    .where('state', '<>', 'unlinked')
    .where('linked_at', '<', instant(window.opensAt))
    .where('told_window_id', 'is distinct from', window.id)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(readLink)
}

/** Notes that the owner was told; false when they were already. */
export async function noteTold(db: TxDb, linkId: string, windowId: string): Promise<boolean> {
  const result = await db
    .updateTable('calendar_links')
    .set({ told_window_id: windowId })
    .where('id', '=', linkId)
    .where('told_window_id', 'is distinct from', windowId)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
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
