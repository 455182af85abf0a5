import { sql } from 'kysely'

import type { Db, TxDb } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import { deletedName, type Erasure, nobodysAddress } from '../erasure.ts'

/** Keeps that somebody asked to be erased, unless they had before; answers what is kept. */
export async function insertErasure(db: TxDb, erasure: Omit<Erasure, 'begunAt'>): Promise<Erasure> {
  await db
    .insertInto('erasures')
    .values({
      person_id: erasure.personId,
      asked_at: new Date(erasure.askedAt),
      due_at: new Date(erasure.dueAt),
      next_at: new Date(erasure.dueAt),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const kept = await takeErasure(db, erasure.personId)
  if (!kept) throw new Error('An erasure was not kept.')
  return kept
}

/** What this person asked for, taken until the end of the change; null for nothing. */
export async function takeErasure(db: TxDb, personId: string): Promise<Erasure | null> {
  const row = await db
    .selectFrom('erasures')
    .selectAll()
    .where('person_id', '=', personId)
    .forUpdate()
    .executeTakeFirst()
  if (!row) return null
  return { personId, askedAt: row.asked_at, dueAt: row.due_at, begunAt: row.begun_at }
}

/** Whether this person has asked to be erased, and has not undone it. */
export async function isLeaving(db: Db, personId: string): Promise<boolean> {
  const row = await db
    .selectFrom('erasures')
    .select('person_id')
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return row !== undefined
}

/** Forgets it: it was undone, or is done. */
export async function deleteErasure(db: TxDb, personId: string): Promise<void> {
  await db.deleteFrom('erasures').where('person_id', '=', personId).execute()
}

/** Notes that it has begun. */
export async function beginErasure(db: TxDb, personId: string, now: Instant): Promise<void> {
  await db
    .updateTable('erasures')
    .set({ begun_at: new Date(now) })
    .where('person_id', '=', personId)
    .where('begun_at', 'is', null)
    .execute()
}

/** Takes one that is due, for as long as the lease; after it, should this process have died, it is due again. */
export async function leaseErasure(
  db: Db,
  { now, leasedUntil }: { now: Instant; leasedUntil: Instant },
): Promise<{ personId: string; attempts: number } | null> {
  const { rows } = await sql<{ person_id: string; attempts: number }>`
    update erasures set next_at = ${new Date(leasedUntil)}, attempts = attempts + 1
    where person_id in (
      select person_id from erasures where next_at <= ${new Date(now)}
      order by next_at limit 1 for update skip locked
    )
    returning person_id, attempts`.execute(db)
  const [row] = rows
  return row ? { personId: row.person_id, attempts: row.attempts } : null
}

/** Notes why it could not be finished, and when it is tried again. */
export async function putOffErasure(
  db: Db,
  personId: string,
  { nextAt, error }: { nextAt: Instant; error: string },
): Promise<void> {
  await db
    .updateTable('erasures')
    .set({ next_at: new Date(nextAt), last_error: error })
    .where('person_id', '=', personId)
    .execute()
}

/** What this person is called, and was before. */
export async function listNames(db: Db, personId: string): Promise<string[]> {
  const row = await db
    .selectFrom('people')
    .select(['name', 'former_names'])
    .where('id', '=', personId)
    .executeTakeFirst()
  return row ? [...new Set([row.name, ...row.former_names])].filter((name) => name !== deletedName) : []
}

/** Leaves of a person nothing but that there was one. Their address is free again. */
export async function erasePerson(db: TxDb, personId: string, now: Instant): Promise<void> {
  await db
    .updateTable('people')
    .set({
      email: nobodysAddress(personId),
      email_verified_at: null,
      name: deletedName,
      former_names: [],
      password_hash: null,
      time_zone: 'UTC',
      hour_cycle: null,
      week_start: null,
      country: null,
      erased_at: new Date(now),
    })
    .where('id', '=', personId)
    .execute()
}
