import type { App } from '#platform/app.ts'
import type { Db } from '#platform/database.ts'
import type { Caller, Gate } from '#platform/http.ts'
import { hashToken } from '#platform/ids.ts'
import { unauthenticated } from '#platform/refusal.ts'

import type { Person } from './person.ts'
import { needsTouch } from './session.ts'
import { findFirstPersonId, findPerson } from './store/people.ts'
import { findSessionByToken, listLiveSessionIds, touchSession } from './store/sessions.ts'

/** Who comes in, for every route and every live connection. */
export const gate: Gate = { identify, isOperator, liveSessions }

/** The person who calls. Throws `signed_out` when the account is gone since. */
export async function accessMyself(db: Db, caller: Pick<Caller, 'personId'>): Promise<Person> {
  const person = await findPerson(db, caller.personId)
  if (!person) throw unauthenticated()
  return person
}

/** Whether this person runs the installation. Whoever keeps the embedded database and names nobody signed up first. */
export async function isOperator(app: App, caller: Omit<Caller, 'sessionId' | 'name'>): Promise<boolean> {
  const { operators, databaseUrl } = app.config
  if (operators.length > 0) return caller.emailVerified && operators.includes(caller.email)
  return databaseUrl === undefined && caller.personId === (await findFirstPersonId(app.db))
}

async function identify(app: App, cookie: string | undefined): Promise<Caller | null> {
  if (!cookie) return null
  const now = app.now()
  const found = await findSessionByToken(app.db, hashToken(cookie), now)
  if (!found) return null
  const { session, name, email, emailVerified } = found
  if (needsTouch(session, now)) await touchSession(app.db, session, now)
  return { personId: session.personId, sessionId: session.id, name, email, emailVerified }
}

async function liveSessions(app: App, sessionIds: readonly string[]): Promise<Set<string>> {
  return new Set(await listLiveSessionIds(app.db, sessionIds, app.now()))
}
