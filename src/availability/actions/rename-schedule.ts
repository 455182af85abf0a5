import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { accessSchedule } from '../access.ts'
import { type NamedSchedule, refuseName } from '../named-schedule.ts'
import { lockBusy } from '../steps/lock-busy.ts'
import { listSchedules, renameSchedule as saveName } from '../store.ts'

/** Calls one of one's own schedules something else. */
export async function renameSchedule(
  app: App,
  caller: Caller,
  { scheduleId, name }: { scheduleId: string; name: string },
): Promise<NamedSchedule> {
  const { personId } = caller
  return app.transaction(async (tx) => {
    await lockBusy(tx, [personId])
    const before = await accessSchedule(tx.db, scheduleId, personId)
    const kept = await listSchedules(tx.db, personId)
    refuseName(
      kept.filter((one) => one.id !== scheduleId),
      name,
    )
    await saveName(tx.db, scheduleId, name)
    return { ...before, name }
  })
}
