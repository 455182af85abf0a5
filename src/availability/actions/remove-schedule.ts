import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { accessSchedule } from '../access.ts'
import { refuseRemoval } from '../named-schedule.ts'
import { lockBusy } from '../steps/lock-busy.ts'
import { deleteSchedule } from '../store.ts'

/** Forgets one of one's own schedules, never the default. What named it goes by the default from now on. */
export async function removeSchedule(
  app: App,
  caller: Caller,
  { scheduleId }: { scheduleId: string },
): Promise<void> {
  await app.transaction(async (tx) => {
    await lockBusy(tx, [caller.personId])
    refuseRemoval(await accessSchedule(tx.db, scheduleId, caller.personId))
    await deleteSchedule(tx.db, scheduleId)
  })
}
