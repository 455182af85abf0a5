import type { App } from '#platform/app.ts'

import { listLinks } from '../store/links.ts'
import { giveUpLink } from '../steps/give-up-link.ts'

/** Ends every link of a person, as they would themselves: access is given back, secrets are erased, events stay. */
export async function unlinkEverything(app: App, personId: string): Promise<void> {
  for (const link of await listLinks(app.db, personId)) await giveUpLink(app, personId, link.id)
}
