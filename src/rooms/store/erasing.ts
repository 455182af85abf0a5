import { sql } from 'kysely'

import type { Db, TxDb } from '#platform/database.ts'

/** Every room this person was ever in: coming in is said there, in their name. By id. */
export async function listRoomIdsEver(db: Db, personId: string): Promise<string[]> {
  const { rows } = await sql<{ room_id: string }>`
    select room_id from messages where sender_id = ${personId}::uuid
    union select room_id from memberships where person_id = ${personId}::uuid
    union select room_id from entries where created_by = ${personId}::uuid
    order by 1`.execute(db)
  return rows.map((row) => row.room_id)
}

/**
 * Writes `instead` in place of names that fit the pattern, in what these rooms said themselves: about this person, or
 * about meetings, where others are named. What people wrote stays as they wrote it.
 */
export async function renameInSystemMessages(
  db: TxDb,
  roomIds: readonly string[],
  { personId, pattern, instead }: { personId: string; pattern: string; instead: string },
): Promise<void> {
  await sql`
    update messages set
      body = regexp_replace(body, ${pattern}, ${instead}, 'g'),
      detail = case when detail ? 'reason'
        then jsonb_set(detail, '{reason}', to_jsonb(regexp_replace(detail->>'reason', ${pattern}, ${instead}, 'g')))
        else detail end
    where room_id = any(${[...roomIds]}::uuid[]) and kind = 'system' and body ~ ${pattern}
      and (sender_id = ${personId}::uuid or detail->>'personId' = ${personId} or detail->>'type' ~ '^(meeting|invite)')
  `.execute(db)
}

/** Takes what somebody gave as their reason out of what rooms said about these meetings; that it was done stays said. */
export async function emptyReasonsOf(
  db: TxDb,
  senderId: string,
  meetingIds: readonly string[],
): Promise<void> {
  await sql`
    update messages set
      body = rtrim(left(body, greatest(0, length(body) - length(detail->>'reason')))),
      detail = detail - 'reason'
    where kind = 'system' and sender_id = ${senderId}::uuid and detail ? 'reason'
      and detail->>'meetingId' = any(${[...meetingIds]}::text[])`.execute(db)
}

/** Takes back the ways in this person made, and forgets mails that went to their address. */
export async function forgetEntriesOf(
  db: TxDb,
  person: { id: string; email: string },
  now: number,
): Promise<void> {
  await db
    .updateTable('entries')
    .set({ revoked_at: new Date(now) })
    .where('created_by', '=', person.id)
    .where('revoked_at', 'is', null)
    .execute()
  await db.updateTable('entries').set({ email: null }).where('email', '=', person.email).execute()
}

/** Those of the rooms in which nobody is any more. */
export async function listLeftRooms(db: Db, roomIds: readonly string[]): Promise<string[]> {
  if (roomIds.length === 0) return []
  const rows = await db
    .selectFrom('rooms')
    .leftJoin('memberships', 'memberships.room_id', 'rooms.id')
    .select('rooms.id')
    .where('rooms.id', 'in', [...roomIds])
    .where('memberships.person_id', 'is', null)
    .execute()
  return rows.map((row) => row.id)
}

/** Empties rooms that nobody can enter any more. */
export async function emptyRooms(db: TxDb, roomIds: readonly string[]): Promise<void> {
  if (roomIds.length === 0) return
  await db
    .deleteFrom('messages')
    .where('room_id', 'in', [...roomIds])
    .execute()
  await db
    .deleteFrom('entries')
    .where('room_id', 'in', [...roomIds])
    .execute()
  await db
    .updateTable('rooms')
    .set({ name: 'Closed room' })
    .where('id', 'in', [...roomIds])
    .execute()
}
