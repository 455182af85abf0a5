import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { accessAttempt } from '../access.ts'
import type { Grant } from '../port.ts'
import type { ProviderName } from '../providers.ts'
import { openGrant } from '../steps/open-grant.ts'

/** An account on its way, as its owner confirms it. */
export type ShownAttempt = {
  provider: ProviderName
  shownAs: string
  missing: Grant['missing']
  returnTo: string
  relinks: boolean
}

/** The account that came back and is not linked yet (404 for anybody but the session that began it). */
export async function readAttempt(app: App, caller: Caller, attemptId: string): Promise<ShownAttempt> {
  const attempt = await accessAttempt(app.db, attemptId, caller, app.now())
  const { provider, shownAs, returnTo, relinksId } = attempt
  const { missing } = openGrant(app, attempt)
  return { provider, shownAs, missing, returnTo, relinks: relinksId !== null }
}
