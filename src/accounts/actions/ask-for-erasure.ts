import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { forgetTries } from '#platform/rate-limits.ts'
import { forbidden, invalid } from '#platform/refusal.ts'
import { sayDayLong } from '#time/display.ts'
import type { Instant } from '#time/instant.ts'

import { erasureDueAt } from '../erasure.ts'
import { accountEndsMail } from '../mails.ts'
import { isFresh } from '../session.ts'
import { insertErasure } from '../store/erasures.ts'
import { useUpLinks } from '../store/mailed-links.ts'
import { findPasswordHash, findPerson } from '../store/people.ts'
import { findSessionStart } from '../store/sessions.ts'
import { accountKey, countVisit } from '../steps/count-visit.ts'
import { emptyCookie } from '../steps/empty-cookie.ts'
import { endSessions } from '../steps/end-sessions.ts'
import { matchesPassword } from '../steps/hash-password.ts'

/**
 * Asks for the caller's account to be deleted, with their password or in a session that has just begun. They are signed
 * out everywhere; nothing else happens for seven days, in which signing in again undoes it. Answers when it is carried out, and the
 * Set-Cookie value that takes the cookie away.
 */
export async function askForErasure(
  app: App,
  caller: Caller,
  ip: string,
  { password }: { password?: string | undefined },
): Promise<{ dueAt: Instant; cookie: string }> {
  const { personId } = caller
  await countVisit(app, 'password-change', personId, ip)
  await refuseSomebodyElse(app, caller, password)
  const dueAt = await app.transaction(async (tx) => {
    const erasure = await insertErasure(tx.db, { personId, askedAt: tx.now, dueAt: erasureDueAt(tx.now) })
    await useUpLinks(tx.db, personId, tx.now)
    await endSessions(tx, personId)
    await tx.audit({ action: 'account.erasure-asked', actorId: personId })
    const person = await findPerson(tx.db, personId)
    const day = sayDayLong(erasure.dueAt, {
      timeZone: person?.timeZone ?? 'UTC',
      locale: 'en-GB',
    })
    const url = new URL('/sign-in', app.config.publicUrl).href
    await tx.deliver({
      key: `accounts.ends:${personId}:${erasure.askedAt}`,
      personId,
      mail: accountEndsMail(caller.email, { day, url }),
    })
    return erasure.dueAt
  })
  await forgetTries(app, accountKey('password-change', personId))
  return { dueAt, cookie: emptyCookie(app) }
}

const notYours = 'This is not your password.'

// ASVS 5.0 §7.5.1: what cannot be taken back needs to be asked for by the person and not by whoever found their browser.
async function refuseSomebodyElse(app: App, caller: Caller, password: string | undefined): Promise<void> {
  const kept = await findPasswordHash(app.db, caller.personId)
  if (kept !== null && password !== undefined) {
    if (await matchesPassword(password, kept)) return
    throw invalid('wrong_password', notYours, { password: notYours })
  }
  if (isFresh(await findSessionStart(app.db, caller.sessionId), app.now())) return
  throw forbidden(
    'session_too_old',
    'To delete your account, give your password, or sign out and in again first: that shows that it is still you.',
  )
}
