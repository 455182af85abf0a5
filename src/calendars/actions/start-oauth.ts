import { randomBytes } from 'node:crypto'

import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { hashToken, newId } from '#platform/ids.ts'
import { countTry } from '#platform/rate-limits.ts'
import { conflict, missing } from '#platform/refusal.ts'
import { HOUR } from '#time/instant.ts'

import { accessLink } from '../access.ts'
import { notReached } from '../account.ts'
import { attemptLifeMs } from '../link.ts'
import { ProviderTrouble } from '../port.ts'
import { placeOfAttempt } from '../secrets.ts'
import { insertAttempt } from '../store/attempts.ts'
import { flowOf } from '../steps/adapter-of.ts'
import { callbackUrl } from '../steps/callback-url.ts'

const startsAnHour = { tries: 60, windowMs: HOUR }

/**
 * Where to go to let Parley into an account. The way back is bound to this session, to this provider, for ten minutes and
 * one use. Refuses (409) not_set_up; (404) a link to renew that is not there.
 */
export async function startOauth(
  app: App,
  caller: Caller,
  wish: { provider: 'google' | 'microsoft'; returnTo: string; relinksId?: string | undefined },
): Promise<{ url: string }> {
  const { provider, returnTo, relinksId } = wish
  const renewed = relinksId === undefined ? null : await accessLink(app.db, relinksId, caller.personId)
  if (renewed && renewed.provider !== provider) throw missing()
  const flow = flowOf(app, provider)
  if (!flow) throw missing()
  await countTry(app, `calendar-oauth:${caller.personId}`, startsAnHour)
  const state = randomBytes(32).toString('base64url')
  const hint = renewed?.shownAs.includes('@') ? renewed.shownAs : null
  const begun = await beginFlow(() => flow.begin({ state, redirectUrl: callbackUrl(app, provider), hint }))
  await app.transaction(async (tx) => {
    const id = newId(tx.now)
    const attempt = {
      id,
      personId: caller.personId,
      sessionId: caller.sessionId,
      provider,
      relinksId: relinksId ?? null,
      stateHash: hashToken(state),
      sealed: app.sealer.seal(placeOfAttempt(id), JSON.stringify({ verifier: begun.verifier })),
      returnTo,
      expiresAt: tx.now + attemptLifeMs,
    }
    await insertAttempt(tx.db, attempt, tx.now)
  })
  return { url: begun.url }
}

async function beginFlow<T>(begin: () => Promise<T>): Promise<T> {
  try {
    return await begin()
  } catch (error) {
    if (!(error instanceof ProviderTrouble)) throw error
    throw error.kind === 'misconfigured' ? conflict('not_set_up', error.message) : notReached(error.message)
  }
}
