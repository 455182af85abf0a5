import type { Db } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { Conference } from '../event.ts'
import { effectiveState, isUsable } from '../link.ts'
import { findReceivingPlace } from '../store/calendars.ts'
import { listWindows } from '../store/relink-windows.ts'

/**
 * The kind of meeting place that the calendar makes which receives this person's meetings; null where it makes none, or cannot be
 * written to now.
 */
export async function findConference(db: Db, personId: string, now: Instant): Promise<Conference | null> {
  const found = await findReceivingPlace(db, personId)
  if (!found) return null
  const state = effectiveState(found.link, await listWindows(db), now)
  return isUsable(state) ? found.conference : null
}
