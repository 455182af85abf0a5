import type { App } from '#platform/app.ts'
import { handle, type Handler } from '#platform/http.ts'

import { listAnnouncements } from './actions/list-announcements.ts'
import { replaceAnnouncements } from './actions/replace-announcements.ts'
import * as contract from './contract.ts'
import { findAnnouncements } from './store.ts'

/** What announcements ask of a later module: of which type somebody is. */
export interface Offers {
  /** Whether this person offers consultations that can be booked. */
  offersConsultations(app: App, personId: string): Promise<boolean>
}

/** Every address of announcements. Consultations stand later in the list, so main hands in who offers them. */
export function createRoutes({ offersConsultations }: Offers): readonly Handler[] {
  return [
    handle(contract.listAnnouncements, async ({ app, caller }) => {
      const { announcements, changesInSeconds } = await listAnnouncements(
        app,
        caller?.personId ?? null,
        offersConsultations,
      )
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
}
