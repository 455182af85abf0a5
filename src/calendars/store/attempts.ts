import type { Selectable } from 'kysely'

import type { LinkAttempts } from '#db/tables.ts'
import { type Db, instant, type TxDb } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { ProviderName } from '../providers.ts'

/** A link on its way. */
export type Attempt = {
  id: string
  personId: string
  sessionId: string
  provider: ProviderName
  relinksId: string | null
  /** Sealed: the verifier on the way out, the grant after it. */
  sealed: string
  account: string | null
  shownAs: string | null
  scopes: string | null
  returnTo: string
  expiresAt: Instant
  usedAt: Instant | null
}

/** Keeps a link that sets out, and forgets those that never came back. */
export async function insertAttempt(
  db: TxDb,
  attempt: Omit<Attempt, 'account' | 'shownAs' | 'scopes' | 'usedAt'> & { stateHash: string },
  now: Instant,
): Promise<void> {
  await db.deleteFrom('link_attempts').where('expires_at', '<=', instant(now)).execute()
  await db
    .insertInto('link_attempts')
    .values({
      id: attempt.id,
      person_id: attempt.personId,
      session_id: attempt.sessionId,
      provider: attempt.provider,
      relinks_id: attempt.relinksId,
      state_hash: attempt.stateHash,
      sealed: attempt.sealed,
      return_to: attempt.returnTo,
      expires_at: new Date(attempt.expiresAt),
    })
    .execute()
}

/**
 * Uses up the attempt with this state, for ever: of several who bring it, one gets it. Null when there is none of this
 * session with this provider.
 */
export async function useAttempt(
  db: Db,
  brought: { stateHash: string; provider: ProviderName; caller: { personId: string; sessionId: string } },
  now: Instant,
): Promise<Attempt | null> {
  const row = await db
    .updateTable('link_attempts')
    .set({ used_at: new Date(now) })
    .where('state_hash', '=', brought.stateHash)
    .where('provider', '=', brought.provider)
    .where('person_id', '=', brought.caller.personId)
    .where('session_id', '=', brought.caller.sessionId)
    .where('used_at', 'is', null)
    .where('expires_at', '>', instant(now))
    .returningAll()
    .executeTakeFirst()
  return row ? readAttempt(row) : null
}

/** Keeps what was granted, for its owner to confirm. */
export async function saveGrant(
  db: Db,
  attemptId: string,
  grant: { sealed: string; account: string; shownAs: string; scopes: string; expiresAt: Instant },
): Promise<void> {
  await db
    .updateTable('link_attempts')
    .set({
      sealed: grant.sealed,
      account: grant.account,
      shown_as: grant.shownAs,
      scopes: grant.scopes,
      expires_at: new Date(grant.expiresAt),
    })
    .where('id', '=', attemptId)
    .execute()
}

/** The attempt, or null. */
export async function findAttempt(db: Db, attemptId: string): Promise<Attempt | null> {
  const row = await db.selectFrom('link_attempts').selectAll().where('id', '=', attemptId).executeTakeFirst()
  return row ? readAttempt(row) : null
}

/** Takes an attempt out, so that it is confirmed once; false when it was taken before. */
export async function deleteAttempt(db: Db, attemptId: string): Promise<boolean> {
  const result = await db.deleteFrom('link_attempts').where('id', '=', attemptId).executeTakeFirst()
  return result.numDeletedRows > 0n
}

function readAttempt(row: Selectable<LinkAttempts>): Attempt {
  return {
    id: row.id,
    personId: row.person_id,
    sessionId: row.session_id,
    provider: row.provider as ProviderName,
    relinksId: row.relinks_id,
    sealed: row.sealed,
    account: row.account,
    shownAs: row.shown_as,
    scopes: row.scopes,
    returnTo: row.return_to,
    expiresAt: row.expires_at,
    usedAt: row.used_at,
  }
}
