import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { accessSchedule } from '../access.ts'
import type { Schedule } from '../schedule.ts'
import { keepFirst } from '../steps/keep-first.ts'
import { lockBusy } from '../steps/lock-busy.ts'
import { findDefault, updateSchedule } from '../store.ts'

/**
 * Keeps one of one's own schedules, the default unless another is named. What one offers changes with it, so bookings under
 * way are judged by one or the other.
 */
export async function saveSchedule(
  app: App,
  caller: Caller,
  { scheduleId = null, schedule }: { scheduleId?: string | null; schedule: Schedule },
): Promise<void> {
  const { personId } = caller
  await app.transaction(async (tx) => {
    await lockBusy(tx, [personId])
    const before =
      scheduleId === null
        ? await findDefault(tx.db, personId)
        : await accessSchedule(tx.db, scheduleId, personId)
    if (before) await updateSchedule(tx.db, before.id, schedule, tx.now)
    else await keepFirst(tx, personId, schedule)
  })
}
