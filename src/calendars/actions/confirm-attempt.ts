import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { conflict, missing } from '#platform/refusal.ts'

import { accessAttempt } from '../access.ts'
import { refuseEntering } from '../account.ts'
import { ProviderTrouble } from '../port.ts'
import { accessBy, type Secrets } from '../secrets.ts'
import { deleteAttempt } from '../store/attempts.ts'
import { adapterOf } from '../steps/adapter-of.ts'
import { keepLink } from '../steps/keep-link.ts'
import { openGrant } from '../steps/open-grant.ts'
import { readLink } from '../steps/read-link.ts'

const listWithinMs = 15_000

/**
 * Links the account that its owner saw named. Refuses (409) not_granted when nothing can be read there, other_account,
 * account_of_another, not_reached; (404) what was confirmed, dropped or forgotten before.
 */
export async function confirmAttempt(
  app: App,
  caller: Caller,
  attemptId: string,
): Promise<{ linkId: string; returnTo: string }> {
  const attempt = await accessAttempt(app.db, attemptId, caller, app.now())
  const { provider, account, shownAs, scopes, relinksId, returnTo } = attempt
  const grant = openGrant(app, attempt)
  if (grant.missing.includes('busy')) {
    throw conflict(
      'not_granted',
      'Parley was not allowed to see when you are busy there. Link the account again and leave that box ticked.',
    )
  }
  const secrets: Secrets = { kind: 'oauth', tokens: grant.tokens }
  const calendars = await listCalendars()
  const linkId = await app.transaction(async (tx) => {
    // Of two tabs that confirm at once, one does.
    if (!(await deleteAttempt(tx.db, attemptId))) throw missing()
    const { personId } = caller
    return await keepLink(tx, { personId, provider, account, shownAs, scopes, secrets, calendars, relinksId })
  })
  await readLink(app, linkId)
  return { linkId, returnTo }

  async function listCalendars() {
    try {
      const access = accessBy(secrets, scopes)
      return await adapterOf(app, provider).listCalendars(access, AbortSignal.timeout(listWithinMs))
    } catch (error) {
      throw error instanceof ProviderTrouble ? refuseEntering(error, 'account') : error
    }
  }
}
