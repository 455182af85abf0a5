import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { hashToken } from '#platform/ids.ts'

import { attemptLifeMs, withQuery } from '../link.ts'
import { type Grant, ProviderTrouble } from '../port.ts'
import { accessBy, placeOfAttempt } from '../secrets.ts'
import { type Attempt, saveGrant, useAttempt } from '../store/attempts.ts'
import { adapterOf, flowOf } from '../steps/adapter-of.ts'
import { callbackUrl } from '../steps/callback-url.ts'

type OauthProvider = 'google' | 'microsoft'

const finishWithinMs = 20_000
const settingsPath = '/settings/calendars'

/**
 * What became of an account that somebody comes back from: the page of ours to lead them to. Only the session that began
 * it, at the provider it was begun with, once, within ten minutes. Nothing is linked yet: that takes a confirmation.
 */
export async function finishOauth(
  app: App,
  caller: Caller | null,
  back: { provider: OauthProvider; query: URLSearchParams },
): Promise<string> {
  const { provider, query } = back
  const state = query.get('state') ?? ''
  const attempt =
    caller && (await useAttempt(app.db, { stateHash: hashToken(state), provider, caller }, app.now()))
  if (!attempt) return withQuery(settingsPath, 'calendar', 'failed')
  try {
    const grant = await readGrant(app, attempt, back, state)
    if (!grant) return withQuery(attempt.returnTo, 'calendar', 'denied')
    await keepGrant(app, attempt, grant)
    return `/calendars/confirm/${attempt.id}`
  } catch (error) {
    if (!(error instanceof ProviderTrouble)) throw error
    app.log.warn({ provider, kind: error.kind, code: error.code }, 'an account could not be let in')
    const why = error.kind === 'unsupported' ? 'unsupported' : 'failed'
    return withQuery(attempt.returnTo, 'calendar', why)
  }
}

async function readGrant(
  app: App,
  attempt: Attempt,
  { provider, query }: { provider: OauthProvider; query: URLSearchParams },
  state: string,
): Promise<Grant | null> {
  const flow = flowOf(app, provider)
  if (!flow) throw new ProviderTrouble('misconfigured', 'This kind of calendar is not set up here.')
  const { verifier } = JSON.parse(app.sealer.open(placeOfAttempt(attempt.id), attempt.sealed)) as {
    verifier: string
  }
  const signal = AbortSignal.timeout(finishWithinMs)
  const redirectUrl = callbackUrl(app, provider)
  const grant = await flow.finish({ query, state, verifier, redirectUrl }, app.now(), signal)
  // A mailbox that cannot be served is said at once, before anybody confirms anything.
  if (grant && !grant.missing.includes('busy')) {
    const access = accessBy({ kind: 'oauth', tokens: grant.tokens }, grant.scopes)
    await adapterOf(app, provider).listCalendars(access, signal)
  }
  return grant
}

async function keepGrant(app: App, attempt: Attempt, grant: Grant): Promise<void> {
  const { account, shownAs, scopes, tokens, missing } = grant
  const sealed = app.sealer.seal(placeOfAttempt(attempt.id), JSON.stringify({ tokens, missing }))
  const expiresAt = app.now() + attemptLifeMs
  await saveGrant(app.db, attempt.id, { sealed, account, shownAs, scopes, expiresAt })
}
