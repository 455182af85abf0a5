import type { Db } from '#platform/database.ts'
import { missing } from '#platform/refusal.ts'

import type { NamedSchedule } from './named-schedule.ts'
import { findSchedule } from './store.ts'

/** One of the person's own schedules. That of somebody else is as missing as one that never was. */
export async function accessSchedule(db: Db, scheduleId: string, personId: string): Promise<NamedSchedule> {
  const found = await findSchedule(db, personId, scheduleId)
  if (!found) throw missing()
  return found
}
