import type { Db } from '#platform/database.ts'

import type { LinkHealth } from '../link.ts'
import { listCalendarsOf } from '../store/calendars.ts'
import { countWaiting } from '../store/behind-copies.ts'
import { listLinks } from '../store/links.ts'
import { listWindows } from '../store/relink-windows.ts'
import { findWritesAttended } from '../store/settings.ts'

/** A person's links with everything that says how they are. */
export async function readCalendars(
  db: Db,
  personId: string,
): Promise<{ links: LinkHealth[]; writesAttended: boolean }> {
  const links = await listLinks(db, personId)
  const linkIds = links.map(({ id }) => id)
  const [calendars, windows, waiting] = [
    await listCalendarsOf(db, linkIds),
    await listWindows(db),
    await countWaiting(db, linkIds),
  ]
  return {
    links: links.map((link, index) => ({
      link,
      calendars: calendars.filter(({ linkId }) => linkId === link.id),
      windows,
      waiting: waiting[index] ?? 0,
    })),
    writesAttended: await findWritesAttended(db, personId),
  }
}
