import type { App } from '#platform/app.ts'
import { MINUTE } from '#time/instant.ts'

import { effectiveState, isUsable, type Link, relinkSentence } from '../link.ts'
import { type Access, type CalendarProvider, ProviderTrouble } from '../port.ts'
import { accessBy, type Secrets } from '../secrets.ts'
import { forgetFailures } from '../store/link-health.ts'
import { findSecrets, replaceSecrets } from '../store/links.ts'
import { listWindows } from '../store/relink-windows.ts'
import { adapterOf, flowOf } from './adapter-of.ts'
import { noteTrouble } from './note-trouble.ts'
import { openSecrets, sealSecrets } from './open-secrets.ts'
import { tellChanged } from './tell-changed.ts'

/** How the account is entered: until when to wait for it, and whether the grant itself is to be tried. */
export type Entering = { signal: AbortSignal; renews?: boolean }

type Held = { link: Link; sealed: string; secrets: Secrets }
type Work<T> = (access: Access, provider: CalendarProvider, link: Link) => Promise<T>

// A token that ends while it is on its way is no good.
const tokenReserveMs = MINUTE
const renewals = new WeakMap<App, Map<string, Promise<Held>>>()

/**
 * Acts on behalf of a link's owner at their provider. How it goes is noted with the link: a withdrawn grant breaks it and
 * tells its owner once, an account that fails or asks for a pause is left alone. Throws ProviderTrouble; `throttled` when
 * the account rests, `needs_relink` when there is no way in (then nothing was asked of the provider). No transaction may be open.
 */
export async function withAccess<T>(app: App, linkId: string, entering: Entering, work: Work<T>): Promise<T> {
  const held = await open(app, linkId)
  try {
    const answer = await enter(app, held, entering, work)
    await noteWell(app, held.link)
    return answer
  } catch (error) {
    const trouble = asTrouble(error)
    if (!trouble) throw error
    await noteTrouble(app, held.link, trouble)
    throw trouble
  }
}

async function open(app: App, linkId: string): Promise<Held> {
  const found = await findSecrets(app.db, linkId)
  if (!found) throw new ProviderTrouble('needs_relink', 'This calendar is not linked any more.')
  const { link, sealed, restsUntil } = found
  const now = app.now()
  const state = effectiveState(link, await listWindows(app.db), now)
  if (!isUsable(state)) throw new ProviderTrouble('needs_relink', link.trouble ?? relinkSentence(link))
  if (restsUntil !== null && restsUntil > now) {
    throw new ProviderTrouble(
      'throttled',
      link.trouble ?? 'The account rests for a moment.',
      restsUntil - now,
    )
  }
  return { link, sealed, secrets: openSecrets(app, linkId, sealed) }
}

// An access token may end before its time: a fresh one decides whether the grant is gone.
async function enter<T>(app: App, held: Held, { signal, renews }: Entering, work: Work<T>): Promise<T> {
  const provider = adapterOf(app, held.link.provider)
  const { secrets } = held
  if (secrets.kind !== 'oauth') return work(accessBy(secrets, held.link.scopes), provider, held.link)
  const isOld = secrets.tokens.accessExpiresAt - tokenReserveMs <= app.now()
  const current = renews || isOld ? await renew(app, held, signal) : held
  try {
    return await work(accessBy(current.secrets, held.link.scopes), provider, held.link)
  } catch (error) {
    const mayBeOld = error instanceof ProviderTrouble && error.kind === 'needs_relink' && current === held
    if (!mayBeOld) throw error
    const fresh = await renew(app, held, signal)
    return await work(accessBy(fresh.secrets, held.link.scopes), provider, held.link)
  }
}

// One at a time for each link: of two who refresh at once one could keep a dead token.
async function renew(app: App, held: Held, signal: AbortSignal): Promise<Held> {
  const running = renewals.get(app) ?? new Map<string, Promise<Held>>()
  renewals.set(app, running)
  const { id } = held.link
  const renewal = running.get(id) ?? renewAlone(app, held, signal).finally(() => running.delete(id))
  running.set(id, renewal)
  return renewal
}

async function renewAlone(app: App, held: Held, signal: AbortSignal): Promise<Held> {
  const { link, sealed, secrets } = held
  const flow = flowOf(app, link.provider)
  if (!flow || secrets.kind !== 'oauth') return held
  const tokens = await flow.refresh(secrets.tokens.refreshToken, app.now(), signal)
  const renewed: Secrets = { kind: 'oauth', tokens }
  const resealed = sealSecrets(app, link.id, renewed)
  if (await replaceSecrets(app.db, link.id, sealed, resealed)) {
    return { link, sealed: resealed, secrets: renewed }
  }
  // Another process was faster, or the link was made anew: what it kept is newer than ours.
  const found = await findSecrets(app.db, link.id)
  if (!found) throw new ProviderTrouble('needs_relink', 'This calendar is not linked any more.')
  return { link, sealed: found.sealed, secrets: openSecrets(app, link.id, found.sealed) }
}

async function noteWell(app: App, link: Link): Promise<void> {
  if (link.checkAttempts === 0 && link.trouble === null) return
  if (await forgetFailures(app.db, link.id)) await app.transaction((tx) => tellChanged(tx, link.personId))
}

// Whoever waited no longer has learnt as much as from an answer that never came.
function asTrouble(error: unknown): ProviderTrouble | undefined {
  if (error instanceof ProviderTrouble) return error
  const isLate = error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError')
  return isLate ? new ProviderTrouble('unavailable', 'The calendar did not answer in time.') : undefined
}
