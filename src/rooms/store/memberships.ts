import { sql } from 'kysely'

import type { Db, TxDb } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { Role } from '../room.ts'

export type Membership = { roomId: string; personId: string; role: Role; joinedAt: Instant; readSeq: number }

/** Who is in the room, the longest member first. */
export async function listMemberships(db: Db, roomId: string): Promise<Membership[]> {
  const rows = await db
    .selectFrom('memberships')
    .selectAll()
    .where('room_id', '=', roomId)
    .orderBy('joined_at')
    .orderBy('person_id')
    .execute()
  return rows.map((row) => ({
    roomId: row.room_id,
    personId: row.person_id,
    role: row.role as Role,
    joinedAt: row.joined_at,
    readSeq: row.read_seq,
  }))
}

/** The same by their ids alone, in the order of these. */
export async function listMemberIds(db: Db, roomId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('memberships')
    .select('person_id')
    .where('room_id', '=', roomId)
    .orderBy('person_id')
    .execute()
  return rows.map((row) => row.person_id)
}

/** Whether two people are together in any room that somebody made and brought people into. */
export async function shareRoom(db: Db, personId: string, otherId: string): Promise<boolean> {
  const row = await db
    .selectFrom('memberships as one')
    .innerJoin('memberships as other', 'other.room_id', 'one.room_id')
    .innerJoin('rooms', 'rooms.id', 'one.room_id')
    .select('one.room_id')
    .where('one.person_id', '=', personId)
    .where('other.person_id', '=', otherId)
    .where('rooms.opened_for_two', '=', false)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** The oldest room in which these two are, and nobody else. */
export async function findRoomOfTwo(db: Db, personId: string, otherId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('memberships as one')
    .innerJoin('memberships as other', 'other.room_id', 'one.room_id')
    .select('one.room_id')
    .where('one.person_id', '=', personId)
    .where('other.person_id', '=', otherId)
    .where(
      (eb) =>
        eb
          .selectFrom('memberships')
          .select((count) => count.fn.countAll<number>().as('count'))
          .whereRef('memberships.room_id', '=', 'one.room_id'),
      '=',
      2,
    )
    .orderBy('one.room_id')
    .limit(1)
    .executeTakeFirst()
  return row?.room_id
}

/** Makes a person a member. */
export async function insertMembership(db: TxDb, membership: Membership): Promise<void> {
  await db
    .insertInto('memberships')
    .values({
      room_id: membership.roomId,
      person_id: membership.personId,
      role: membership.role,
      joined_at: new Date(membership.joinedAt),
      read_seq: membership.readSeq,
    })
    .execute()
}

/** Ends a membership. */
export async function deleteMembership(db: TxDb, roomId: string, personId: string): Promise<void> {
  await db.deleteFrom('memberships').where('room_id', '=', roomId).where('person_id', '=', personId).execute()
}

/** Makes a member the owner, or an owner a member; the database keeps one owner for each room. */
export async function updateRole(db: TxDb, roomId: string, personId: string, role: Role): Promise<void> {
  await db
    .updateTable('memberships')
    .set({ role })
    .where('room_id', '=', roomId)
    .where('person_id', '=', personId)
    .execute()
}

/** Raises how far a person has read, never beyond the stream's head. Answers the new number, or undefined if it stays. */
export async function raiseReadSeq(
  db: TxDb,
  place: { roomId: string; personId: string; stream: string; seq: number },
): Promise<number | undefined> {
  const { rows } = await sql<{ read_seq: number }>`
    update memberships set read_seq = least(${place.seq}::bigint, streams.last_seq)
    from streams
    where streams.id = ${place.stream} and room_id = ${place.roomId} and person_id = ${place.personId}
      and read_seq < least(${place.seq}::bigint, streams.last_seq)
    returning read_seq`.execute(db)
  return rows[0]?.read_seq
}
