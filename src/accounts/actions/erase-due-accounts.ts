import type { App } from '#platform/app.ts'
import { NotYet, type Personal } from '#platform/personal.ts'
import { MINUTE } from '#time/instant.ts'

import { beginErasure, leaseErasure, putOffErasure, takeErasure } from '../store/erasures.ts'
import { useUpLinks } from '../store/mailed-links.ts'
import { deletePasskeys } from '../store/passkeys.ts'
import { savePasswordHash } from '../store/people.ts'
import { endSessions } from '../steps/end-sessions.ts'

const leaseMs = 5 * MINUTE
const longestPauseMs = 60 * MINUTE

/**
 * Carries out what is due: first nobody can sign in any more, then every part leaves what goes on with others, then erases.
 * What was cut off is done again from the start, which changes nothing that was done.
 */
export async function eraseDueAccounts(app: App, parts: readonly Personal[]): Promise<void> {
  for (;;) {
    const now = app.now()
    const due = await leaseErasure(app.db, { now, leasedUntil: now + leaseMs })
    if (!due) return
    await eraseOne(app, due, parts)
  }
}

async function eraseOne(
  app: App,
  { personId, attempts }: { personId: string; attempts: number },
  parts: readonly Personal[],
): Promise<void> {
  try {
    if (!(await begin(app, personId))) return
    for (const part of parts) await part.leave?.(app, personId)
    for (const part of parts) await part.erase?.(app, personId)
  } catch (error) {
    if (!(error instanceof NotYet))
      app.log.error({ err: error, personId }, 'an account could not be erased yet')
    const pause = Math.min(longestPauseMs, MINUTE * 2 ** Math.min(attempts, 10))
    const message = error instanceof Error ? error.message : String(error)
    await putOffErasure(app.db, personId, { nextAt: app.now() + pause, error: message })
  }
}

// From here on it cannot be undone: whoever signs in at this moment came first, or is refused.
async function begin(app: App, personId: string): Promise<boolean> {
  return app.transaction(async (tx) => {
    const erasure = await takeErasure(tx.db, personId)
    if (!erasure || erasure.dueAt > tx.now) return false
    await beginErasure(tx.db, personId, tx.now)
    await savePasswordHash(tx.db, personId, null)
    await deletePasskeys(tx.db, personId)
    await useUpLinks(tx.db, personId, tx.now)
    await endSessions(tx, personId)
    return true
  })
}
