import { findPerson } from '#accounts'
import * as availability from '#availability'
import type { App, Tx } from '#platform/app.ts'
import { SECOND } from '#time/instant.ts'

import { accessLink, lockLink } from '../access.ts'
import { type Link, revokeAddress } from '../link.ts'
import { unlinkedMail } from '../mails.ts'
import { ProviderTrouble } from '../port.ts'
import { accessBy, type Secrets } from '../secrets.ts'
import { deleteBusyTimes } from '../store/busy-times.ts'
import { forgetCalendars } from '../store/calendars.ts'
import { listWatches } from '../store/watches.ts'
import { endLink, findSecrets } from '../store/links.ts'
import { releaseCopies } from './release-copies.ts'
import { adapterOf, flowOf } from './adapter-of.ts'
import { stopWatch } from './keep-watch.ts'
import { openSecrets } from './open-secrets.ts'
import { tellChanged } from './tell-changed.ts'

const giveBackWithinMs = 6 * SECOND
const renewWithinMs = 2 * SECOND

/**
 * Ends a link. Watches are stopped and access is given back where the provider takes it; then secrets and busy times are
 * erased. Events stay, and are their owner's own. Answers where to take access away by hand, when Parley could not.
 */
export async function giveUpLink(
  app: App,
  personId: string,
  linkId: string,
): Promise<{ revokeAt: string | null }> {
  const link = await accessLink(app.db, linkId, personId)
  const isGivenBack = await giveBack(app, link)
  await app.transaction(async (tx) => {
    await availability.lockBusy(tx, [personId])
    await lockLink(tx.db, linkId, personId)
    await releaseCopies(tx, linkId)
    // First their rows: a reading that is just ending holds them.
    await forgetCalendars(tx.db, linkId)
    await deleteBusyTimes(tx.db, linkId)
    await endLink(tx.db, linkId, tx.now)
    await tx.audit({
      action: 'calendar.unlinked',
      actorId: personId,
      subjectId: linkId,
      detail: { provider: link.provider },
    })
    await mailOwner(tx, link)
    await tellChanged(tx, personId)
  })
  return { revokeAt: isGivenBack ? null : revokeAddress(link) }
}

/** Whether nothing is left at the provider to take away. Whatever it answers, the link ends. */
async function giveBack(app: App, link: Link): Promise<boolean> {
  const found = await findSecrets(app.db, link.id)
  if (!found) return true
  const secrets = openSecrets(app, link.id, found.sealed)
  const signal = AbortSignal.timeout(giveBackWithinMs)
  try {
    const provider = adapterOf(app, link.provider)
    const watches = await listWatches(app.db, link.id)
    const access = accessBy(watches.length > 0 ? await renewed(app, link, secrets) : secrets, link.scopes)
    for (const watch of watches) await stopWatch(app, { access, provider }, watch, signal)
    const flow = flowOf(app, link.provider)
    if (secrets.kind !== 'oauth' || !flow) return secrets.kind === 'address'
    await flow.revoke(secrets.tokens.refreshToken, signal)
    // Google takes grants back. Microsoft has no way to do so.
    return link.provider === 'google'
  } catch (error) {
    app.log.info({ provider: link.provider }, 'access could not be given back')
    const isOfProvider = error instanceof ProviderTrouble || signal.aborted
    if (isOfProvider || (error instanceof Error && error.name === 'Refusal')) return false
    throw error
  }
}

// A watch can only be stopped by a token that is good, and where nobody read for a while the one that is kept is not.
async function renewed(app: App, link: Link, secrets: Secrets): Promise<Secrets> {
  const flow = flowOf(app, link.provider)
  if (secrets.kind !== 'oauth' || !flow) return secrets
  try {
    const signal = AbortSignal.timeout(renewWithinMs)
    return { kind: 'oauth', tokens: await flow.refresh(secrets.tokens.refreshToken, app.now(), signal) }
  } catch (error) {
    if (error instanceof ProviderTrouble) return secrets
    throw error
  }
}

async function mailOwner(tx: Tx, link: Link): Promise<void> {
  const owner = await findPerson(tx.db, link.personId)
  if (!owner) return
  await tx.deliver({
    key: `calendar-unlinked:${link.id}`,
    personId: owner.id,
    subjectId: link.id,
    mail: unlinkedMail({
      to: owner.email,
      provider: link.provider,
      shownAs: link.shownAs,
      url: new URL('/settings/calendars', tx.app.config.publicUrl).href,
    }),
  })
}
