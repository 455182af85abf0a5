import * as availability from '#availability'
import type { TxDb } from '#platform/database.ts'
import { invalidField } from '#platform/refusal.ts'

/** Refuses (422) a schedule that is none of the person's own. Null is the default, whichever that is. */
export async function refuseSchedule(db: TxDb, personId: string, scheduleId: string | null): Promise<void> {
  if (scheduleId === null) return
  const own = await availability.listSchedules(db, personId)
  if (!own.some(({ id }) => id === scheduleId))
    throw invalidField('scheduleId', 'Choose one of your schedules.')
}
