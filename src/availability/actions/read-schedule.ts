import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import type { Schedule } from '../schedule.ts'
import { scheduleOf } from '../steps/schedule-of.ts'
import { findDefault } from '../store.ts'

/** One's own default schedule and whether it was saved; until then the usual one in one's zone. */
export async function readSchedule(
  app: App,
  caller: Caller,
): Promise<{ schedule: Schedule; saved: boolean }> {
  const { personId } = caller
  return await app.snapshot(async (db) => {
    const saved = await findDefault(db, personId)
    return { schedule: saved?.schedule ?? (await scheduleOf(db, personId)), saved: saved !== null }
  })
}
