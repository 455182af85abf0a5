import type { App } from '#platform/app.ts'
import { forgetTries } from '#platform/rate-limits.ts'
import { unauthenticated } from '#platform/refusal.ts'

import type { Person } from '../person.ts'
import { findCredentials, holdPasswordHash } from '../store/people.ts'
import { changeSession, type Visit } from '../steps/change-session.ts'
import { accountKey, countVisit } from '../steps/count-visit.ts'
import { keepFailedSignIn } from '../steps/keep-failed-sign-in.ts'
import { matchesPassword } from '../steps/hash-password.ts'

type Credentials = { email: string; password: string }

/** Signs in with a password. An unknown address takes as long and is told the same as a wrong password. */
export async function signIn(
  app: App,
  visit: Visit,
  { email, password }: Credentials,
): Promise<{ person: Person; cookie: string }> {
  await countVisit(app, 'sign-in', email, visit.ip)
  const known = await findCredentials(app.db, email)
  const kept = known?.passwordHash ?? null
  const matches = await matchesPassword(password, kept)
  if (!known || kept === null || !matches) {
    await keepFailedSignIn(app, known?.person.id, 'password')
    throw wrong()
  }
  const cookie = await app.transaction(async (tx) => {
    // A password that was changed while we looked has ended every session; this one must not slip in behind.
    if (!(await holdPasswordHash(tx.db, known.person.id, kept))) throw wrong()
    return (await changeSession(tx, known.person.id, visit, 'password')).cookie
  })
  await forgetTries(app, accountKey('sign-in', email))
  return { person: known.person, cookie }
}

function wrong() {
  return unauthenticated(
    'wrong_password',
    'Address and password do not fit together. Try again, or let us mail you a link.',
  )
}
