import { sql } from 'kysely'

import { builtOnce } from '#platform/built-once.ts'
import type { Db, TxDb } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { KeptMessage } from '../message.ts'
import { mostUnreadKept, type Role } from '../room.ts'
import { keptMessage } from './messages.ts'

/** A room together with the membership of the person who looks. */
export type RoomAccess = { id: string; name: string; role: Role; readSeq: number; joinedAt: Instant }

/** Keeps a new room, without anybody in it yet; `isForTwo` when nobody made it, but something that two people did opened it. */
export async function insertRoom(
  db: TxDb,
  { id, name, createdAt, isForTwo }: { id: string; name: string; createdAt: Instant; isForTwo: boolean },
): Promise<void> {
  await db
    .insertInto('rooms')
    .values({ id, name, created_at: new Date(createdAt), opened_for_two: isForTwo })
    .execute()
}

/** Keeps the room's new name. */
export async function updateRoomName(db: TxDb, roomId: string, name: string): Promise<void> {
  await db.updateTable('rooms').set({ name }).where('id', '=', roomId).execute()
}

/** What a room that exists is called. */
export async function readRoomName(db: Db, roomId: string): Promise<string> {
  const row = await db.selectFrom('rooms').select('name').where('id', '=', roomId).executeTakeFirstOrThrow()
  return row.name
}

/** What a room that exists is called, and who is in it, by id. */
export async function readRoster(db: Db, roomId: string): Promise<{ name: string; memberIds: string[] }> {
  const { rows } = await sql<{ name: string; member_ids: string[] }>`
    select name, array(
      select person_id from memberships where room_id = rooms.id order by person_id
    )::text[] as member_ids
    from rooms where id = ${roomId}`.execute(db)
  const [room] = rows
  if (!room) throw new Error(`There is no room ${roomId}.`)
  return { name: room.name, memberIds: room.member_ids }
}

/** What these rooms are called, by their ids. */
export async function listRoomNames(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('rooms')
    .select(['id', 'name'])
    .where('id', 'in', [...ids])
    .execute()
  return new Map(rows.map((row) => [row.id, row.name]))
}

/** Takes the room's row, so that who is in it is changed by one at a time. Weak enough to let messages be written. */
export async function takeRoom(db: TxDb, roomId: string): Promise<void> {
  await db.selectFrom('rooms').select('id').where('id', '=', roomId).forNoKeyUpdate().execute()
}

const askRoom = builtOnce((db, { roomId, personId }: { roomId: string; personId: string }) =>
  db
    .selectFrom('memberships')
    .innerJoin('rooms', 'rooms.id', 'memberships.room_id')
    .select(['rooms.id', 'rooms.name', 'memberships.role', 'memberships.read_seq', 'memberships.joined_at'])
    .where('memberships.room_id', '=', roomId)
    .where('memberships.person_id', '=', personId),
)

/** The room as this person finds it; undefined when there is none or they are not in it. */
export async function findRoomOf(db: Db, roomId: string, personId: string): Promise<RoomAccess | undefined> {
  const [row] = await askRoom(db, { roomId, personId })
  return (
    row && {
      id: row.id,
      name: row.name,
      role: row.role as Role,
      readSeq: row.read_seq,
      joinedAt: row.joined_at,
    }
  )
}

/** The rooms a person is in, by id. */
export async function listRoomIdsOf(db: Db, personId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('memberships')
    .select('room_id')
    .where('person_id', '=', personId)
    .orderBy('room_id')
    .execute()
  return rows.map((row) => row.room_id)
}

/** A room of somebody's list: what is known of it without the names of people. */
export type ListedRoom = {
  id: string
  name: string
  role: Role
  readSeq: number
  createdAt: Instant
  memberCount: number
  unreadSeqs: number[]
  last: KeptMessage | null
}

/**
 * The rooms a person is in, each with its latest message and the numbers of what waits (`isUnread` and no `isEcho`), at most the
 * latest 100.
 */
export async function listRoomsOf(db: Db, personId: string): Promise<ListedRoom[]> {
  const rows = await db
    .selectFrom('memberships as own')
    .innerJoin('rooms', 'rooms.id', 'own.room_id')
    .select(['rooms.id', 'rooms.name', 'rooms.created_at', 'own.role', 'own.read_seq'])
    .select((eb) =>
      eb
        .selectFrom('memberships')
        .select((count) => count.fn.countAll<number>().as('count'))
        .whereRef('memberships.room_id', '=', 'rooms.id')
        .as('member_count'),
    )
    .select(
      sql<number[]>`array(
        select seq::float8 from messages said
        where room_id = rooms.id and seq > own.read_seq and deleted_at is null
          and sender_id is distinct from ${personId}::uuid
          and not (kind = 'system' and exists (
            select from messages shown
            where shown.room_id = said.room_id and shown.seq = said.seq - 1 and shown.kind = 'card'
              and shown.sent_at = said.sent_at and shown.sender_id is not distinct from said.sender_id))
        order by seq desc limit ${mostUnreadKept})`.as('unread_seqs'),
    )
    .where('own.person_id', '=', personId)
    .execute()
  const latest = await listLatestMessages(
    db,
    rows.map((row) => row.id),
  )
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    role: row.role as Role,
    readSeq: row.read_seq,
    createdAt: row.created_at,
    memberCount: row.member_count ?? 0,
    unreadSeqs: row.unread_seqs.toReversed(),
    last: latest.get(row.id) ?? null,
  }))
}

async function listLatestMessages(db: Db, roomIds: readonly string[]): Promise<Map<string, KeptMessage>> {
  if (roomIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('rooms')
    .innerJoinLateral(
      (eb) =>
        eb
          .selectFrom('messages')
          .selectAll()
          .whereRef('messages.room_id', '=', 'rooms.id')
          .orderBy('seq', 'desc')
          .limit(1)
          .as('latest'),
      (join) => join.onTrue(),
    )
    .selectAll('latest')
    .where('rooms.id', 'in', [...roomIds])
    .execute()
  return new Map(rows.map((row) => [row.room_id, keptMessage(row)]))
}
