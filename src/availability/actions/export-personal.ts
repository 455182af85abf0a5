import type { Db } from '#platform/database.ts'

import { findSchedule } from '../store.ts'

/** The schedule somebody saved; null where they never did. */
export async function exportPersonal(db: Db, personId: string): Promise<unknown> {
  return findSchedule(db, personId)
}
