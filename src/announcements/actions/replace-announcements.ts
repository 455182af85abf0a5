import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { streamOfEverybody } from '#platform/streams.ts'

import type { Announcements } from '../announcement.ts'
import { findAnnouncements, saveAnnouncements } from '../store.ts'

/** Replaces all announcements, and has every open page show what is for its reader. */
export async function replaceAnnouncements(
  app: App,
  caller: Caller,
  announcements: Announcements,
): Promise<Announcements> {
  return app.transaction(async (tx) => {
    // Taken first: of two operators at once the later one's list is kept whole, not mixed with the other's.
    await tx.announce(streamOfEverybody, {
      kind: 'announcements.changed',
      actorId: caller.personId,
      payload: {},
    })
    await saveAnnouncements(tx.db, announcements)
    await tx.audit({ action: 'announcements.replaced', actorId: caller.personId })
    return await findAnnouncements(tx.db)
  })
}
