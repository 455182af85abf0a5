import { findPerson } from '#accounts'
import * as availability from '#availability'
import type { Tx } from '#platform/app.ts'
import { newId } from '#platform/ids.ts'
import { missing } from '#platform/refusal.ts'

import { ofAnother, refuseAccount } from '../account.ts'
import { type Link, nextCheck } from '../link.ts'
import { linkedMail } from '../mails.ts'
import type { OutsideCalendar } from '../port.ts'
import type { ProviderName } from '../providers.ts'
import type { Secrets } from '../secrets.ts'
import { wakeCalendars } from '../store/readings.ts'
import { dropWatches } from '../store/watches.ts'
import { findLinkOfAccount, insertLink, renewLink, takeLink } from '../store/links.ts'
import { catchUpCopies } from './catch-up-copies.ts'
import { mergeCalendars } from './merge-calendars.ts'
import { sealSecrets } from './open-secrets.ts'
import { tellChanged } from './tell-changed.ts'

/** An account that let us in, with the calendars it has. */
export type LinkedAccount = {
  personId: string
  provider: ProviderName
  account: string
  shownAs: string
  scopes: string
  secrets: Secrets
  calendars: readonly OutsideCalendar[]
  /** The link that is renewed, if one is. */
  relinksId: string | null
}

/**
 * Links an account, or renews the link that it has: then calendars and settings stay as they are. Answers the link's id,
 * for `readLink` after the change.
 * Refuses (409) account_of_another, other_account; (404) a link to renew that is not there.
 */
export async function keepLink(tx: Tx, linked: LinkedAccount): Promise<string> {
  const { personId, provider, account } = linked
  await availability.lockBusy(tx, [personId])
  const renewed = linked.relinksId === null ? null : await takeOwn(tx, linked.relinksId, linked)
  const holder = await findLinkOfAccount(tx.db, provider, account)
  refuseAccount(linked, { renewed, holder })
  const link = renewed ?? holder
  const linkId = link ? await renew(tx, link, linked) : await begin(tx, linked)
  await mergeCalendars(tx, { linkId, personId, provider, calendars: linked.calendars, isNew: link === null })
  // What watched under the grant before may have ended with it.
  await dropWatches(tx.db, linkId)
  await wakeCalendars(tx.db, linkId, tx.now)
  await catchUpCopies(tx, personId)
  await tx.audit({
    action: link ? 'calendar.relinked' : 'calendar.linked',
    actorId: personId,
    subjectId: linkId,
    detail: { provider },
  })
  await mailOwner(tx, linkId, linked)
  await tellChanged(tx, personId)
  return linkId
}

async function takeOwn(tx: Tx, linkId: string, { personId, provider }: LinkedAccount): Promise<Link> {
  const link = await takeLink(tx.db, linkId)
  if (link?.personId !== personId || link.state === 'unlinked' || link.provider !== provider) throw missing()
  return link
}

async function renew(tx: Tx, link: Link, linked: LinkedAccount): Promise<string> {
  const { account, shownAs, scopes, secrets } = linked
  const grant = { account, shownAs, scopes, sealedSecrets: sealSecrets(tx.app, link.id, secrets) }
  await renewLink(tx.db, link.id, grant, tx.now, nextCheck(tx.now, linked.provider, Math.random()))
  return link.id
}

async function begin(tx: Tx, linked: LinkedAccount): Promise<string> {
  const { personId, provider, account, shownAs, scopes, secrets } = linked
  const id = newId(tx.now)
  const sealedSecrets = sealSecrets(tx.app, id, secrets)
  const link = { id, personId, provider, account, shownAs, scopes, sealedSecrets }
  if (!(await insertLink(tx.db, link, tx.now, nextCheck(tx.now, linked.provider, Math.random()))))
    throw ofAnother()
  return id
}

async function mailOwner(
  tx: Tx,
  linkId: string,
  { personId, provider, shownAs }: LinkedAccount,
): Promise<void> {
  const owner = await findPerson(tx.db, personId)
  if (!owner) return
  await tx.deliver({
    key: `calendar-linked:${linkId}:${tx.now}`,
    personId,
    subjectId: linkId,
    mail: linkedMail({
      to: owner.email,
      provider,
      shownAs,
      url: new URL('/settings/calendars', tx.app.config.publicUrl).href,
    }),
  })
}
