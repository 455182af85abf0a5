import { sql } from 'kysely'

import type { Instant } from '#time/instant.ts'

import type { Db, TxDb } from './database.ts'
import { newId } from './ids.ts'

/**
 * What somebody did, for the audit log. `personId` is whom it is about when that is not the actor. `detail` holds few plain
 * values such as a role or a device: never what people wrote, never a secret.
 */
export type Deed = {
  action: string
  actorId: string | null
  personId?: string
  roomId?: string
  subjectId?: string
  detail?: Record<string, string | number>
}

/** A line of the audit log. */
export type AuditLine = {
  id: string
  at: Instant
  action: string
  actorId: string | null
  personId: string | null
  roomId: string | null
  subjectId: string | null
  detail: Record<string, string | number>
}

/** Which lines: those before a line, newest first; only a person's own part, or everybody's. */
export type AuditQuestion = { personId?: string; before?: string | undefined; limit: number }

/** Adds a line in the transaction of what it tells. The database lets nobody change or remove one. */
export async function insertDeed(db: TxDb, deed: Deed, now: Instant): Promise<void> {
  await db
    .insertInto('audit')
    .values({
      id: newId(now),
      at: new Date(now),
      action: deed.action,
      actor_id: deed.actorId,
      person_id: deed.personId ?? null,
      room_id: deed.roomId ?? null,
      subject_id: deed.subjectId ?? null,
      detail: JSON.stringify(deed.detail ?? {}),
    })
    .execute()
}

/** Lines of the log, the newest first. Whoever calls has checked whose they may be. */
export async function listDeeds(db: Db, { personId, before, limit }: AuditQuestion): Promise<AuditLine[]> {
  let query = db.selectFrom('audit').selectAll().orderBy('id', 'desc').limit(limit)
  if (personId !== undefined) {
    query = query.where((eb) => eb.or([eb('actor_id', '=', personId), eb('person_id', '=', personId)]))
  }
  if (before !== undefined) query = query.where(sql<boolean>`id < ${before}::uuid`)
  const rows = await query.execute()
  return rows.map((row) => ({
    id: row.id,
    at: row.at,
    action: row.action,
    actorId: row.actor_id,
    personId: row.person_id,
    roomId: row.room_id,
    subjectId: row.subject_id,
    detail: row.detail as AuditLine['detail'],
  }))
}
