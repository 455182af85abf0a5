import type { Selectable } from 'kysely'

import type { Passkeys } from '#db/tables.ts'
import { dateOrNull, type Db, instant, type TxDb } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { Passkey } from '../passkey.ts'

type Challenge = { hash: string; sessionId: string | null; expiresAt: Instant }

/** Keeps a challenge by its hash, and forgets those whose time is over. */
export async function insertChallenge(db: TxDb, challenge: Challenge, now: Instant): Promise<void> {
  await db.deleteFrom('passkey_challenges').where('expires_at', '<=', instant(now)).execute()
  await db
    .insertInto('passkey_challenges')
    .values({
      challenge_hash: challenge.hash,
      session_id: challenge.sessionId,
      expires_at: new Date(challenge.expiresAt),
    })
    .execute()
}

/** Uses a challenge up, whatever comes of it; false when it was none of this session's, or none of ours. */
export async function takeChallenge(
  db: Db,
  { hash, sessionId, now }: { hash: string; sessionId: string | null; now: Instant },
): Promise<boolean> {
  const taken = await db
    .deleteFrom('passkey_challenges')
    .where('challenge_hash', '=', hash)
    .returning(['session_id', 'expires_at'])
    .executeTakeFirst()
  return taken !== undefined && taken.session_id === sessionId && taken.expires_at > now
}

/** Adds a passkey; false when the same key is kept already, for whomever. */
export async function insertPasskey(db: TxDb, passkey: Passkey): Promise<boolean> {
  const row = await db
    .insertInto('passkeys')
    .values({
      id: passkey.id,
      person_id: passkey.personId,
      credential_id: passkey.credentialId,
      public_key: Buffer.from(passkey.publicKey),
      counter: passkey.counter,
      transports: passkey.transports,
      name: passkey.name,
      created_at: new Date(passkey.createdAt),
      last_used_at: dateOrNull(passkey.lastUsedAt),
    })
    .onConflict((conflict) => conflict.column('credential_id').doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** The person's passkeys, the oldest first. */
export async function listPasskeys(db: Db, personId: string): Promise<Passkey[]> {
  const rows = await db
    .selectFrom('passkeys')
    .selectAll()
    .where('person_id', '=', personId)
    .orderBy('id')
    .execute()
  return rows.map(readPasskey)
}

/** The passkey that an authenticator names so, or null. */
export async function findPasskey(db: Db, credentialId: string): Promise<Passkey | null> {
  const row = await db
    .selectFrom('passkeys')
    .selectAll()
    .where('credential_id', '=', credentialId)
    .executeTakeFirst()
  return row ? readPasskey(row) : null
}

/** Writes a use down. False when the counter has moved since the passkey was read, or the passkey is gone. */
export async function raiseCounter(
  db: TxDb,
  passkey: Passkey,
  counter: number,
  now: Instant,
): Promise<boolean> {
  const result = await db
    .updateTable('passkeys')
    .set({ counter, last_used_at: new Date(now) })
    .where('id', '=', passkey.id)
    .where('counter', '=', passkey.counter)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Forgets a passkey of this person; false when they have none such. */
export async function deletePasskey(db: TxDb, personId: string, id: string): Promise<boolean> {
  const result = await db
    .deleteFrom('passkeys')
    .where('id', '=', id)
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return result.numDeletedRows > 0n
}

/** Forgets every passkey of this person. */
export async function deletePasskeys(db: TxDb, personId: string): Promise<void> {
  await db.deleteFrom('passkeys').where('person_id', '=', personId).execute()
}

function readPasskey(row: Selectable<Passkeys>): Passkey {
  return {
    id: row.id,
    personId: row.person_id,
    credentialId: row.credential_id,
    publicKey: new Uint8Array(row.public_key),
    counter: row.counter,
    transports: row.transports,
    name: row.name,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  }
}
