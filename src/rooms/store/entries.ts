import { type Db, instant, type TxDb } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { EntryRecord } from '../entry.ts'

/** Keeps a new entry; only the hash of its token, and for a link the sealed token, can be had again. */
export async function insertEntry(
  db: TxDb,
  entry: EntryRecord & { tokenHash: string; createdAt: Instant },
): Promise<void> {
  await db
    .insertInto('entries')
    .values({
      id: entry.id,
      room_id: entry.roomId,
      kind: entry.kind,
      token_hash: entry.tokenHash,
      token_sealed: entry.tokenSealed,
      email: entry.email,
      created_by: entry.createdById,
      created_at: new Date(entry.createdAt),
      expires_at: new Date(entry.expiresAt),
      max_uses: entry.maxUses,
      uses: entry.uses,
      revoked_at: null,
    })
    .execute()
}

/** The entry with this token, whatever its state; undefined when there is none. */
export async function findEntryByHash(db: Db, tokenHash: string): Promise<EntryRecord | undefined> {
  const row = await db
    .selectFrom('entries')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst()
  return row && entryRecord(row)
}

/** Takes an entry, so that its uses are counted one at a time. */
export async function takeEntry(db: TxDb, entryId: string): Promise<EntryRecord | undefined> {
  const row = await db
    .selectFrom('entries')
    .selectAll()
    .where('id', '=', entryId)
    .forUpdate()
    .executeTakeFirst()
  return row && entryRecord(row)
}

/** The entries of a room that would still let somebody in, the newest first. */
export async function listGoodEntries(db: Db, roomId: string, now: Instant): Promise<EntryRecord[]> {
  const rows = await db
    .selectFrom('entries')
    .selectAll()
    .where('room_id', '=', roomId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', instant(now))
    .whereRef('uses', '<', 'max_uses')
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return rows.map(entryRecord)
}

/** Counts one more who came in by this entry. */
export async function countEntryUse(db: TxDb, entryId: string): Promise<void> {
  await db
    .updateTable('entries')
    .set((eb) => ({ uses: eb('uses', '+', 1) }))
    .where('id', '=', entryId)
    .execute()
}

/** Takes an entry back; once more changes nothing. */
export async function revokeEntryRow(db: TxDb, entryId: string, now: Instant): Promise<void> {
  await db
    .updateTable('entries')
    .set({ revoked_at: new Date(now) })
    .where('id', '=', entryId)
    .where('revoked_at', 'is', null)
    .execute()
}

/** Takes back the mails sent earlier to this address for this room. */
export async function revokeMailsTo(db: TxDb, roomId: string, email: string, now: Instant): Promise<void> {
  await db
    .updateTable('entries')
    .set({ revoked_at: new Date(now) })
    .where('room_id', '=', roomId)
    .where('email', '=', email)
    .where('revoked_at', 'is', null)
    .execute()
}

/** Takes back what a removed member could come in by again: links they may have kept, mails to them, entries they made. */
export async function revokeWaysBack(
  db: TxDb,
  roomId: string,
  person: { personId: string; email: string },
  now: Instant,
): Promise<void> {
  await db
    .updateTable('entries')
    .set({ revoked_at: new Date(now) })
    .where('room_id', '=', roomId)
    .where('revoked_at', 'is', null)
    .where((eb) =>
      eb.or([
        eb('kind', '=', 'link'),
        eb('created_by', '=', person.personId),
        eb('email', '=', person.email),
      ]),
    )
    .execute()
}

type EntryRow = {
  id: string
  room_id: string
  kind: string
  token_sealed: string | null
  email: string | null
  created_by: string
  expires_at: Instant
  max_uses: number
  uses: number
  revoked_at: Instant | null
}

function entryRecord(row: EntryRow): EntryRecord {
  return {
    id: row.id,
    roomId: row.room_id,
    kind: row.kind as EntryRecord['kind'],
    tokenSealed: row.token_sealed,
    email: row.email,
    createdById: row.created_by,
    expiresAt: row.expires_at,
    maxUses: row.max_uses,
    uses: row.uses,
    revokedAt: row.revoked_at,
  }
}
