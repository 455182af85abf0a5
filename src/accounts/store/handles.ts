import type { Db, TxDb } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import { handlePattern } from '../handle.ts'

type Handle = { handle: string; isCurrent: boolean }

/** The handle under which this person is found; null until they choose one. */
export async function findHandle(db: Db, personId: string): Promise<string | null> {
  const row = await db
    .selectFrom('handles')
    .select('handle')
    .where('person_id', '=', personId)
    .where('is_current', '=', true)
    .executeTakeFirst()
  return row?.handle ?? null
}

/** Who has this handle, or had it before, and the one they have now; nobody while they have asked to be erased. */
export async function findPersonByHandle(
  db: Db,
  handle: string,
): Promise<{ personId: string; current: string } | null> {
  if (!handlePattern.test(handle)) return null
  const row = await db
    .selectFrom('handles as asked')
    .innerJoin('handles as current', 'current.person_id', 'asked.person_id')
    .select(['asked.person_id', 'current.handle'])
    .where('asked.handle', '=', handle)
    .where('current.is_current', '=', true)
    .where('asked.person_id', 'not in', db.selectFrom('erasures').select('person_id'))
    .executeTakeFirst()
  return row ? { personId: row.person_id, current: row.handle } : null
}

/** Every handle of a person, the present one first, then the latest. */
export async function listHandles(db: Db, personId: string): Promise<Handle[]> {
  const rows = await db
    .selectFrom('handles')
    .select(['handle', 'is_current'])
    .where('person_id', '=', personId)
    .orderBy('is_current', 'desc')
    .orderBy('taken_at', 'desc')
    .execute()
  return rows.map((row) => ({ handle: row.handle, isCurrent: row.is_current }))
}

/** Makes this the person's handle; false when it is somebody else's. Of those before, as many as `keeps` stay theirs. */
export async function takeHandle(
  db: TxDb,
  { personId, handle, keeps, now }: { personId: string; handle: string; keeps: number; now: Instant },
): Promise<boolean> {
  await db.updateTable('handles').set({ is_current: false }).where('person_id', '=', personId).execute()
  const taken = await db
    .insertInto('handles')
    .values({ handle, person_id: personId, is_current: true, taken_at: new Date(now) })
    .onConflict((conflict) =>
      conflict
        .column('handle')
        .doUpdateSet({ is_current: true, taken_at: new Date(now) })
        .where('handles.person_id', '=', personId),
    )
    .returning('handle')
    .executeTakeFirst()
  if (!taken) return false
  const before = (await listHandles(db, personId)).filter(({ isCurrent }) => !isCurrent)
  const old = before.slice(keeps).map((one) => one.handle)
  if (old.length > 0) await db.deleteFrom('handles').where('handle', 'in', old).execute()
  return true
}
