import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { missing } from '#platform/refusal.ts'

import { endSessions } from '../steps/end-sessions.ts'

/** Signs the caller out somewhere else. Somebody else's session is as good as none. */
export async function endSession(app: App, caller: Caller, sessionId: string): Promise<void> {
  await app.transaction(async (tx) => {
    const ended = await endSessions(tx, caller.personId, { only: sessionId })
    if (ended === 0) throw missing()
    await tx.audit({ action: 'session.ended', actorId: caller.personId, subjectId: sessionId })
  })
}
