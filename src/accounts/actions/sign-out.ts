import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { emptyCookie } from '../steps/empty-cookie.ts'
import { endSessions } from '../steps/end-sessions.ts'

/** Ends the caller's session; answers the Set-Cookie value that takes the cookie away. */
export async function signOut(app: App, caller: Caller): Promise<{ cookie: string }> {
  const { personId, sessionId } = caller
  await app.transaction(async (tx) => {
    await endSessions(tx, personId, { only: sessionId })
    await tx.audit({ action: 'sign-out', actorId: personId, subjectId: sessionId })
  })
  return { cookie: emptyCookie(app) }
}
