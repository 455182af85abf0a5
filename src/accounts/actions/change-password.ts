import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { forgetTries } from '#platform/rate-limits.ts'
import { invalid } from '#platform/refusal.ts'

import { useUpLinks } from '../store/mailed-links.ts'
import { findPasswordHash, replacePasswordHash } from '../store/people.ts'
import { accountKey, countVisit } from '../steps/count-visit.ts'
import { endSessions } from '../steps/end-sessions.ts'
import { hashPassword, matchesPassword } from '../steps/hash-password.ts'
import { tellPasswordChanged } from '../steps/tell-password-changed.ts'

type Passwords = { current?: string | undefined; next: string }

/** Changes the caller's password, or gives them their first; every other session ends, and a mail says so. */
export async function changePassword(
  app: App,
  caller: Caller,
  ip: string,
  passwords: Passwords,
): Promise<void> {
  await countVisit(app, 'password-change', caller.personId, ip)
  const before = await findPasswordHash(app.db, caller.personId)
  if (before !== null && !(await matchesPassword(passwords.current ?? '', before))) throw wrong()
  const after = await hashPassword(passwords.next)
  await app.transaction(async (tx) => {
    if (!(await replacePasswordHash(tx.db, caller.personId, before, after))) throw wrong()
    await useUpLinks(tx.db, caller.personId, tx.now)
    await endSessions(tx, caller.personId, { keep: caller.sessionId })
    await tx.announce(`u:${caller.personId}`, { kind: 'me.changed', actorId: caller.personId, payload: {} })
    await tx.audit({ action: 'password.changed', actorId: caller.personId })
    await tellPasswordChanged(tx, { id: caller.personId, email: caller.email })
  })
  await forgetTries(app, accountKey('password-change', caller.personId))
}

function wrong() {
  const sentence = 'This is not your present password.'
  return invalid('wrong_password', sentence, { current: sentence })
}
