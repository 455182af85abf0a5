import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { giveUpLink } from '../steps/give-up-link.ts'

/** Ends a link of the caller's; see `giveUpLink`. Answers where to take access away by hand, when Parley could not. */
export async function unlinkAccount(
  app: App,
  caller: Caller,
  linkId: string,
): Promise<{ revokeAt: string | null }> {
  return giveUpLink(app, caller.personId, linkId)
}
