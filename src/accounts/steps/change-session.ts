import type { Tx } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { describeDevice } from '../device.ts'
import { endSessions } from './end-sessions.ts'
import { startSession, type StartedSession } from './start-session.ts'

/** A browser that comes to sign in: from where, and as whom it was signed in before. */
export type Visit = { ip: string; userAgent: string; caller: Caller | null }

/** How somebody showed who they are. */
export type Proof = 'password' | 'mailed-link' | 'passkey' | 'sign-up'

/** Gives the browser a new session and ends the one it had (ASVS 5.0 §7.2.4). */
export async function changeSession(
  tx: Tx,
  personId: string,
  visit: Visit,
  proof: Proof,
): Promise<StartedSession> {
  if (visit.caller) await endSessions(tx, visit.caller.personId, { only: visit.caller.sessionId })
  const started = await startSession(tx, personId, visit.userAgent)
  await tx.audit({
    action: 'sign-in',
    actorId: personId,
    subjectId: started.sessionId,
    detail: { by: proof, device: describeDevice(visit.userAgent) },
  })
  return started
}
