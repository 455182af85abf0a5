import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { accessSchedule } from '../access.ts'
import type { NamedSchedule } from '../named-schedule.ts'
import { lockBusy } from '../steps/lock-busy.ts'
import { moveDefault } from '../store.ts'

/** Makes one of one's own schedules the default: what is offered without naming another goes by it from now on. */
export async function chooseDefault(
  app: App,
  caller: Caller,
  { scheduleId }: { scheduleId: string },
): Promise<NamedSchedule> {
  const { personId } = caller
  return app.transaction(async (tx) => {
    await lockBusy(tx, [personId])
    const chosen = await accessSchedule(tx.db, scheduleId, personId)
    await moveDefault(tx.db, personId, scheduleId)
    return { ...chosen, isDefault: true }
  })
}
