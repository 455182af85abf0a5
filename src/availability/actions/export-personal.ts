import type { Db } from '#platform/database.ts'

import { listSchedules } from '../store.ts'

/** The schedules somebody keeps, the default first; none where they never saved any. */
export async function exportPersonal(db: Db, personId: string): Promise<unknown> {
  return listSchedules(db, personId)
}
