import { sql } from 'kysely'

import { type Db, instant, type TxDb } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { KeptState, Link } from '../link.ts'
import { readLink } from './links.ts'

/** Marks a link that worked as one that does not; false when it was no longer linked, or linked anew meanwhile. */
export async function breakLink(
  db: TxDb,
  broken: { linkId: string; generation: number; state: KeptState; trouble: string },
  now: Instant,
): Promise<boolean> {
  const result = await db
    .updateTable('calendar_links')
    .set({ state: broken.state, trouble: broken.trouble, trouble_since: new Date(now) })
    .where('id', '=', broken.linkId)
    .where('generation', '=', broken.generation)
    .where('state', '=', 'linked')
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Counts one more failure in a row and leaves the account alone until then. Answers how many it were, 0 for none. */
export async function countFailure(
  db: Db,
  linkId: string,
  failure: { trouble: string | null; restsUntil: Instant | null },
  now: Instant,
): Promise<number> {
  const row = await db
    .updateTable('calendar_links')
    .set((eb) => ({
      check_attempts: eb('check_attempts', '+', 1),
      rests_until: dateOrNull(failure.restsUntil),
      ...(failure.trouble !== null && {
        trouble: failure.trouble,
        trouble_since: sql<Date>`coalesce(trouble_since, ${new Date(now)})`,
      }),
    }))
    .where('id', '=', linkId)
    .where('state', '=', 'linked')
    .returning('check_attempts')
    .executeTakeFirst()
  return row?.check_attempts ?? 0
}

/** Notes that the account answered: failures are forgotten. Answers whether there were any to forget. */
export async function forgetFailures(db: Db, linkId: string): Promise<boolean> {
  const result = await db
    .updateTable('calendar_links')
    .set({ check_attempts: 0, rests_until: null, trouble: null, trouble_since: null })
    .where('id', '=', linkId)
    .where('state', '=', 'linked')
    .where((eb) => eb.or([eb('check_attempts', '>', 0), eb('trouble', 'is not', null)]))
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Notes when something of the link was last read whole. */
export async function noteRead(db: Db, linkId: string, at: Instant): Promise<void> {
  await db
    .updateTable('calendar_links')
    .set({ last_read_at: new Date(at) })
    .where('id', '=', linkId)
    .execute()
}

/** Notes when something was last written into a calendar of the link. */
export async function noteWrite(db: Db, linkId: string, at: Instant): Promise<void> {
  await db
    .updateTable('calendar_links')
    .set({ last_write_at: new Date(at) })
    .where('id', '=', linkId)
    .execute()
}

/** Puts the next look at the grant off. */
export async function putOffCheck(db: Db, linkId: string, until: Instant): Promise<void> {
  await db
    .updateTable('calendar_links')
    .set({ check_at: new Date(until) })
    .where('id', '=', linkId)
    .execute()
}

/** Takes links whose grant is to be looked at; until `leasedUntil` nobody else does. */
export async function leaseChecks(
  db: Db,
  { now, leasedUntil, limit }: { now: Instant; leasedUntil: Instant; limit: number },
): Promise<Link[]> {
  const rows = await db
    .updateTable('calendar_links')
    .set({ check_at: new Date(leasedUntil) })
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('calendar_links')
        .select('id')
        .where('state', '=', 'linked')
        .where('check_at', '<=', instant(now))
        .where((or) => or.or([or('rests_until', 'is', null), or('rests_until', '<=', instant(now))]))
        .orderBy('check_at')
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .returningAll()
    .execute()
  return rows.map(readLink)
}

function dateOrNull(at: Instant | null): Date | null {
  return at === null ? null : new Date(at)
}
