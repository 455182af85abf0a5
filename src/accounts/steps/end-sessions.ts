import type { Tx } from '#platform/app.ts'

import { deleteSessions } from '../store/sessions.ts'

/** Ends the person's sessions, all but `keep`, or `only` one, and closes their open connections at once. Answers how many. */
export async function endSessions(
  tx: Tx,
  personId: string,
  which: { keep?: string; only?: string } = {},
): Promise<number> {
  const ended = await deleteSessions(tx.db, personId, which)
  for (const sessionId of ended) {
    await tx.announce(`u:${personId}`, { kind: 'session.ended', actorId: personId, payload: { sessionId } })
  }
  return ended.length
}
