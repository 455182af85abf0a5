import { sql } from 'kysely'

import { dateOrNull, type Db, type TxDb } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { Change } from '../change.ts'

/** Adds a line to the history; lines are numbered from 1. The meeting's row is locked by whoever calls. */
export async function insertChange(
  db: TxDb,
  meetingId: string,
  change: Omit<Change, 'number'>,
): Promise<void> {
  await db
    .insertInto('meeting_changes')
    .values((eb) => ({
      meeting_id: meetingId,
      number: eb
        .selectFrom('meeting_changes as earlier')
        .where('earlier.meeting_id', '=', meetingId)
        .select(sql<number>`coalesce(max(earlier.number), 0) + 1`.as('next')),
      kind: change.kind,
      actor_id: change.actorId,
      at: new Date(change.at),
      from_starts_at: dateOrNull(change.from?.startsAt),
      from_ends_at: dateOrNull(change.from?.endsAt),
      to_starts_at: dateOrNull(change.to?.startsAt),
      to_ends_at: dateOrNull(change.to?.endsAt),
      reason: change.reason,
      request_id: change.requestId,
      about_id: change.aboutId ?? null,
      minutes: change.minutes ?? null,
    }))
    .execute()
}

/** The history, from the first line on. */
export async function listChanges(db: Db, meetingId: string): Promise<Change[]> {
  const rows = await db
    .selectFrom('meeting_changes')
    .selectAll()
    .where('meeting_id', '=', meetingId)
    .orderBy('number')
    .execute()
  return rows.map((row) => ({
    number: row.number,
    kind: row.kind as Change['kind'],
    actorId: row.actor_id,
    at: row.at,
    from: spanOrNull(row.from_starts_at, row.from_ends_at),
    to: spanOrNull(row.to_starts_at, row.to_ends_at),
    reason: row.reason,
    requestId: row.request_id,
    aboutId: row.about_id,
    minutes: row.minutes,
  }))
}

function spanOrNull(startsAt: Instant | null, endsAt: Instant | null) {
  return startsAt === null || endsAt === null ? null : { startsAt, endsAt }
}
