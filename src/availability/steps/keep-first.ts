import type { Tx } from '#platform/app.ts'
import { newId } from '#platform/ids.ts'

import { firstName, type NamedSchedule } from '../named-schedule.ts'
import type { Schedule } from '../schedule.ts'
import { insertSchedule } from '../store.ts'

/** Keeps the first schedule of somebody who has none, as their default. Call it under their lock. */
export async function keepFirst(tx: Tx, personId: string, schedule: Schedule): Promise<NamedSchedule> {
  const first = { id: newId(tx.now), name: firstName, isDefault: true, schedule }
  await insertSchedule(tx.db, personId, first, tx.now)
  return first
}
