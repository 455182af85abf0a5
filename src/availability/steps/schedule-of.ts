import * as accounts from '#accounts'
import type { Db } from '#platform/database.ts'
import { missing } from '#platform/refusal.ts'

import { type Schedule, usualSchedule } from '../schedule.ts'
import { findDefault, findSchedule } from '../store.ts'

/**
 * The person's default schedule, or the one that is named while they keep it; the usual one in their zone while they keep
 * none. Throws missing() for nobody.
 */
export async function scheduleOf(
  db: Db,
  personId: string,
  scheduleId: string | null = null,
): Promise<Schedule> {
  const named = scheduleId === null ? null : await findSchedule(db, personId, scheduleId)
  const kept = named ?? (await findDefault(db, personId))
  if (kept) return kept.schedule
  const person = await accounts.findPerson(db, personId)
  if (!person) throw missing()
  return usualSchedule(person.timeZone)
}
