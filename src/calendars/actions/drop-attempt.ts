import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { missing } from '#platform/refusal.ts'

import { accessAttempt } from '../access.ts'
import { ProviderTrouble } from '../port.ts'
import { deleteAttempt } from '../store/attempts.ts'
import { findLinkOfAccount } from '../store/links.ts'
import { flowOf } from '../steps/adapter-of.ts'
import { openGrant } from '../steps/open-grant.ts'

const revokeWithinMs = 5_000

/** Forgets what was granted, and gives it back where nothing else here lives on it. */
export async function dropAttempt(
  app: App,
  caller: Caller,
  attemptId: string,
): Promise<{ returnTo: string }> {
  const attempt = await accessAttempt(app.db, attemptId, caller, app.now())
  const { tokens } = openGrant(app, attempt)
  if (!(await deleteAttempt(app.db, attemptId))) throw missing()
  const isShared = (await findLinkOfAccount(app.db, attempt.provider, attempt.account)) !== null
  if (!isShared) {
    const flow = flowOf(app, attempt.provider)
    await flow?.revoke(tokens.refreshToken, AbortSignal.timeout(revokeWithinMs)).catch(ignoreTrouble)
  }
  return { returnTo: attempt.returnTo }
}

// The grant runs out by itself where nobody uses it.
function ignoreTrouble(error: unknown): void {
  if (!(error instanceof ProviderTrouble)) throw error
}
