import type { Tx } from '#platform/app.ts'
import { sessionCookieName } from '#platform/http.ts'
import { hashToken, newId, newToken } from '#platform/ids.ts'

import { writeCookie } from '../cookie.ts'
import { longestSessionSeconds } from '../session.ts'
import { insertSession } from '../store/sessions.ts'
import { keepAccount } from './keep-account.ts'

/** A session that has begun; `cookie` is the Set-Cookie value that gives it to the browser. */
export type StartedSession = { sessionId: string; cookie: string }

const longestUserAgent = 300

/** Signs the person in on one more browser. Whoever calls has made sure who it is. */
export async function startSession(tx: Tx, personId: string, userAgent: string): Promise<StartedSession> {
  await keepAccount(tx, personId)
  const token = newToken()
  const session = {
    id: newId(tx.now),
    personId,
    createdAt: tx.now,
    lastSeenAt: tx.now,
    userAgent: userAgent.slice(0, longestUserAgent),
  }
  await insertSession(tx.db, session, hashToken(token))
  return { sessionId: session.id, cookie: cookieFor(tx, token) }
}

function cookieFor(tx: Tx, token: string): string {
  const { publicUrl } = tx.app.config
  return writeCookie({
    name: sessionCookieName(publicUrl),
    value: token,
    secure: publicUrl.protocol === 'https:',
    maxAgeSeconds: longestSessionSeconds,
  })
}
