import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import type { Schedule } from '../schedule.ts'
import { scheduleOf } from '../steps/schedule-of.ts'
import { findSchedule } from '../store.ts'

/** One's own schedule and whether it was saved; until then the usual one in one's zone. */
export async function readSchedule(
  app: App,
  caller: Caller,
): Promise<{ schedule: Schedule; saved: boolean }> {
  const { personId } = caller
  return await app.snapshot(async (db) => {
    const saved = await findSchedule(db, personId)
    return { schedule: saved ?? (await scheduleOf(db, personId)), saved: saved !== null }
  })
}
