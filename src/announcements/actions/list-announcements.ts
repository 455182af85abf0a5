import { findPerson } from '#accounts'
import type { App } from '#platform/app.ts'
import { hashToken } from '#platform/ids.ts'

import { type Announcement, findNextChange, listShown, type Reader } from '../announcement.ts'
import { findAnnouncements } from '../store.ts'

/** What this person, or nobody in particular, sees now, and in how many seconds that changes by itself. */
export async function listAnnouncements(
  app: App,
  personId: string | null,
  offersConsultations: (app: App, personId: string) => Promise<boolean>,
): Promise<{ announcements: (Announcement & { id: string })[]; changesInSeconds: number | null }> {
  const person = personId === null ? null : await findPerson(app.db, personId)
  const offers = person !== null && (await offersConsultations(app, person.id))
  const reader: Reader = {
    country: person?.country ?? null,
    userType: offers ? 'offers-consultations' : 'others',
  }
  const all = await findAnnouncements(app.db)
  const now = app.now()
  const next = findNextChange(all, reader, now)
  return {
    announcements: listShown(all, reader, now).map((one) => ({ ...one, id: nameOf(one) })),
    changesInSeconds: next === null ? null : Math.ceil((next - now) / 1000),
  }
}

// The same words under the same limits are the same announcement, however often they are saved.
function nameOf(announcement: Announcement): string {
  return hashToken(JSON.stringify(Object.entries(announcement))).slice(0, 22)
}
