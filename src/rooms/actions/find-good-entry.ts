import type { App } from '#platform/app.ts'
import { hashToken } from '#platform/ids.ts'

import { entryState } from '../entry.ts'
import { findEntryByHash } from '../store/entries.ts'

/**
 * The entry behind a token while it would still let somebody in, or null: who holds one may sign up where sign-up is
 * for the invited. A mailed entry names the address it proves. Nothing is used up.
 */
export async function findGoodEntry(app: App, token: string): Promise<{ email: string | null } | null> {
  const entry = await findEntryByHash(app.db, hashToken(token))
  return entry && entryState(entry, app.now()) === 'good' ? { email: entry.email } : null
}
