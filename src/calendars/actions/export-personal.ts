import type { Db } from '#platform/database.ts'
import { toIso } from '#time/instant.ts'

import { listCalendarsOf } from '../store/calendars.ts'
import { listLinks } from '../store/links.ts'
import { findWritesAttended } from '../store/settings.ts'

/** The calendar accounts somebody linked and how each calendar counts. No secret, and nothing of what stands in them. */
export async function exportPersonal(db: Db, personId: string): Promise<unknown> {
  const links = await listLinks(db, personId)
  const calendars = await listCalendarsOf(
    db,
    links.map((link) => link.id),
  )
  return {
    writesAttended: await findWritesAttended(db, personId),
    links: links.map(({ id, provider, shownAs, state, linkedAt }) => ({
      provider,
      account: shownAs,
      state,
      linkedAt: toIso(linkedAt),
      calendars: calendars
        .filter((calendar) => calendar.linkId === id)
        .map(({ name, timeZone, countsAsBusy, receives }) => ({ name, timeZone, countsAsBusy, receives })),
    })),
  }
}
