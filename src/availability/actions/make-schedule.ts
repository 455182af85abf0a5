import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { newId } from '#platform/ids.ts'

import { accessSchedule } from '../access.ts'
import { type NamedSchedule, refuseAnother } from '../named-schedule.ts'
import { usualSchedule } from '../schedule.ts'
import { keepFirst } from '../steps/keep-first.ts'
import { lockBusy } from '../steps/lock-busy.ts'
import { scheduleOf } from '../steps/schedule-of.ts'
import { insertSchedule, listSchedules } from '../store.ts'

/**
 * Keeps one more schedule: a copy of one's own, or without one the usual hours in the zone of the default. Whoever had none
 * keeps the usual one as their default first.
 */
export async function makeSchedule(
  app: App,
  caller: Caller,
  { name, copyOf }: { name: string; copyOf: string | null },
): Promise<NamedSchedule> {
  const { personId } = caller
  return app.transaction(async (tx) => {
    await lockBusy(tx, [personId])
    const kept = await listSchedules(tx.db, personId)
    const usual = await scheduleOf(tx.db, personId)
    if (kept.length === 0) kept.push(await keepFirst(tx, personId, usual))
    const schedule =
      copyOf === null
        ? usualSchedule(usual.timeZone)
        : (await accessSchedule(tx.db, copyOf, personId)).schedule
    refuseAnother(kept, name)
    const made = { id: newId(tx.now), name, isDefault: false, schedule }
    await insertSchedule(tx.db, personId, made, tx.now)
    return made
  })
}
