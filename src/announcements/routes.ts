import { handle, type Handler } from '#platform/http.ts'

import { listAnnouncements } from './actions/list-announcements.ts'
import { replaceAnnouncements } from './actions/replace-announcements.ts'
import * as contract from './contract.ts'
import { findAnnouncements } from './store.ts'

/** Every address of announcements. */
export const routes: readonly Handler[] = [
  handle(contract.listAnnouncements, async ({ app, caller }) => {
    const { announcements, changesInSeconds } = await listAnnouncements(app, caller?.personId ?? null)
    return {
      announcements: announcements.map(({ id, message, icon }) => ({ id, message, icon })),
      changesInSeconds,
    }
  }),
  handle(contract.readAnnouncementFile, async ({ app }) =>
    contract.presentFile(await findAnnouncements(app.db)),
  ),
  handle(contract.replaceAnnouncements, async ({ app, caller, body }) =>
    contract.presentFile(await replaceAnnouncements(app, caller, contract.readFile(body))),
  ),
]
