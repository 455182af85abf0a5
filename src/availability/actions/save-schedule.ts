import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import type { Schedule } from '../schedule.ts'
import { upsertSchedule } from '../store.ts'
import { lockBusy } from '../steps/lock-busy.ts'

/** Keeps one's own schedule. What one offers changes with it, so bookings under way are judged by one or the other. */
export async function saveSchedule(app: App, caller: Caller, schedule: Schedule): Promise<void> {
  const { personId } = caller
  await app.transaction(async (tx) => {
    await lockBusy(tx, [personId])
    await upsertSchedule(tx.db, { personId, schedule, updatedAt: tx.now })
  })
}
