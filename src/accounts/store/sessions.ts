import { type Selectable, sql } from 'kysely'

import type { Sessions } from '#db/tables.ts'
import { builtOnce } from '#platform/built-once.ts'
import { type Db, instant, type TxDb } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import { type Session, sessionEndsAt } from '../session.ts'

/** Adds a session and forgets those of the same person that ended by themselves. */
export async function insertSession(db: TxDb, session: Session, tokenHash: string): Promise<void> {
  await db
    .deleteFrom('sessions')
    .where('person_id', '=', session.personId)
    .where('expires_at', '<=', instant(session.createdAt))
    .execute()
  await db
    .insertInto('sessions')
    .values({
      id: session.id,
      person_id: session.personId,
      token_hash: tokenHash,
      created_at: new Date(session.createdAt),
      last_seen_at: new Date(session.lastSeenAt),
      expires_at: new Date(sessionEndsAt(session)),
      user_agent: session.userAgent,
    })
    .execute()
}

/** The session behind a token that is still good, with its person's name and address. */
export async function findSessionByToken(db: Db, tokenHash: string, now: Instant) {
  const [row] = await askSession(db, { tokenHash, now: new Date(now) })
  if (!row) return null
  const { name, email, email_verified_at: verifiedAt } = row
  return { session: readSession(row), name, email, emailVerified: verifiedAt !== null }
}

const askSession = builtOnce((db, { tokenHash, now }: { tokenHash: string; now: Date }) =>
  db
    .selectFrom('sessions')
    .innerJoin('people', 'people.id', 'sessions.person_id')
    .selectAll('sessions')
    .select(['people.name', 'people.email', 'people.email_verified_at'])
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', sql<Instant>`${now}`),
)

/** When a session began. */
export async function findSessionStart(db: Db, sessionId: string): Promise<Instant> {
  const row = await db
    .selectFrom('sessions')
    .select('created_at')
    .where('id', '=', sessionId)
    .executeTakeFirstOrThrow()
  return row.created_at
}

/** Writes down that a session was used now. */
export async function touchSession(db: Db, session: Session, now: Instant): Promise<void> {
  await db
    .updateTable('sessions')
    .set({
      last_seen_at: new Date(now),
      expires_at: new Date(sessionEndsAt({ createdAt: session.createdAt, lastSeenAt: now })),
    })
    .where('id', '=', session.id)
    .where('last_seen_at', '<', instant(now))
    .execute()
}

/** The person's sessions that are still good, the latest used first. */
export async function listSessions(db: Db, personId: string, now: Instant): Promise<Session[]> {
  const rows = await db
    .selectFrom('sessions')
    .selectAll()
    .where('person_id', '=', personId)
    .where('expires_at', '>', instant(now))
    .orderBy('last_seen_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return rows.map(readSession)
}

/** Those of the session ids that are still good. */
export async function listLiveSessionIds(db: Db, ids: readonly string[], now: Instant): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('sessions')
    .select('id')
    .where('id', 'in', ids)
    .where('expires_at', '>', instant(now))
    .execute()
  return rows.map((row) => row.id)
}

/** Removes the person's sessions, all but `keep`, or `only` one; answers the ids removed. */
export async function deleteSessions(
  db: TxDb,
  personId: string,
  which: { keep?: string; only?: string },
): Promise<string[]> {
  let query = db.deleteFrom('sessions').where('person_id', '=', personId)
  if (which.keep !== undefined) query = query.where('id', '<>', which.keep)
  if (which.only !== undefined) query = query.where('id', '=', which.only)
  const rows = await query.returning('id').execute()
  return rows.map((row) => row.id)
}

function readSession(row: Selectable<Sessions>): Session {
  return {
    id: row.id,
    personId: row.person_id,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    userAgent: row.user_agent,
  }
}
