import type { App, Tx } from '#platform/app.ts'
import { hashToken } from '#platform/ids.ts'
import { invalidField } from '#platform/refusal.ts'

import { linkState, type MailedLink, refuseLink } from '../mailed-link.ts'
import { findMailedLink, takeMailedLink, useUpLinks } from '../store/mailed-links.ts'
import { deletePasskeys } from '../store/passkeys.ts'
import { savePasswordHash } from '../store/people.ts'
import { changeSession, type Visit } from '../steps/change-session.ts'
import { endSessions } from '../steps/end-sessions.ts'
import { hashPassword } from '../steps/hash-password.ts'
import { markAddressVerified } from '../steps/mark-address-verified.ts'
import { tellPasswordChanged } from '../steps/tell-password-changed.ts'

/** What came of it. Verifying an address signs nobody in, so that it leaves the cookie alone. */
export type UsedLink = { link: MailedLink; cookie: string | null }

/** Does what the link is for, once. Throws `link_used`, `link_expired`, or `not_found`. */
export async function useMailedLink(
  app: App,
  visit: Visit,
  token: string,
  password: string | undefined,
): Promise<UsedLink> {
  const link = await findMailedLink(app.db, hashToken(token))
  const state = linkState(link, app.now())
  if (!link || state !== 'good') throw refuseLink(state === 'good' ? 'unknown' : state)
  const passwordHash = link.purpose === 'reset-password' ? await hashPassword(needed(password)) : null
  return app.transaction(async (tx) => {
    if (!(await takeMailedLink(tx.db, link.id, tx.now))) throw refuseLink('used')
    if (link.purpose === 'verify-address') await markAddressVerified(tx, link.personId)
    if (link.purpose === 'verify-address') return { link, cookie: null }
    if (passwordHash !== null) await resetPassword(tx, link, passwordHash)
    else await takeOverIfUnproven(tx, link.personId)
    const { cookie } = await changeSession(tx, link.personId, visit, 'mailed-link')
    return { link, cookie }
  })
}

function needed(password: string | undefined): string {
  if (password === undefined) throw invalidField('password', 'Choose a new password.')
  return password
}

async function resetPassword(tx: Tx, link: MailedLink, passwordHash: string): Promise<void> {
  await savePasswordHash(tx.db, link.personId, passwordHash)
  if (await markAddressVerified(tx, link.personId)) await deletePasskeys(tx.db, link.personId)
  await useUpLinks(tx.db, link.personId, tx.now)
  await endSessions(tx, link.personId)
  await tx.audit({ action: 'password.reset', actorId: link.personId })
  await tellPasswordChanged(tx, { id: link.personId, email: link.email })
}

// Until now nobody had shown that the address is theirs. Whoever made the account may have been somebody else, so
// their password, passkeys and sessions end with the first sign-in by mail (account pre-hijacking).
async function takeOverIfUnproven(tx: Tx, personId: string): Promise<void> {
  const isNew = await markAddressVerified(tx, personId)
  if (!isNew) return
  await savePasswordHash(tx.db, personId, null)
  await deletePasskeys(tx.db, personId)
  await endSessions(tx, personId)
  await tx.audit({ action: 'password.removed', actorId: personId })
}
