import { sql } from 'kysely'

import { dateOrNull, type Db, type TxDb } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { KeptMessage } from '../message.ts'

/** A message before it has its number. */
export type NewMessage = Omit<KeptMessage, 'seq' | 'editedAt' | 'deletedAt'> & {
  bodyDigest: string | null
  toldByItself: boolean
}

/**
 * Keeps a message under its number, and has its room looked at by `lookAt`, or earlier where that was wanted already. False,
 * and the change must be rolled back, when its sender must be in the room and is not. Raises `messages_once` when they
 * used this client id there before.
 */
export async function insertMessage(
  db: TxDb,
  message: NewMessage & { seq: number },
  { roomId, lookAt, mustBeIn }: { roomId: string; lookAt: Instant | null; mustBeIn: boolean },
): Promise<boolean> {
  const { senderId, card, detail } = message
  const { rows } = await sql`
    with allowed as (
      select 1 where not ${mustBeIn}::boolean or exists (
        select from memberships where room_id = ${roomId}::uuid and person_id = ${senderId}::uuid
      )
    ), looks as (
      insert into unread_looks (room_id, due_at)
      select ${roomId}::uuid, due_at from allowed, (values (${dateOrNull(lookAt)}::timestamptz)) as look (due_at)
      where due_at is not null
      on conflict (room_id) do update set due_at = least(unread_looks.due_at, excluded.due_at)
    )
    insert into messages (
      id, room_id, seq, sender_id, client_id, kind, body, body_digest, card_kind, card_id, detail, told_by_itself, sent_at
    )
    select ${message.id}::uuid, ${roomId}::uuid, ${message.seq}::bigint, ${senderId}::uuid, ${message.clientId}::uuid,
      ${message.kind}::text, ${message.body}::text, ${message.bodyDigest}::text, ${card?.kind ?? null}::text,
      ${card?.id ?? null}::uuid, ${detail && JSON.stringify(detail)}::jsonb, ${message.toldByItself}::boolean,
      ${new Date(message.sentAt)}::timestamptz
    from allowed
    returning id`.execute(db)
  return rows.length > 0
}

/** What a person sent under a client id, with the digest of its first text (null once deleted). */
export async function findSent(
  db: Db,
  roomId: string,
  senderId: string,
  clientId: string,
): Promise<{ message: KeptMessage; bodyDigest: string | null } | undefined> {
  const row = await db
    .selectFrom('messages')
    .selectAll()
    .where('room_id', '=', roomId)
    .where('sender_id', '=', senderId)
    .where('client_id', '=', clientId)
    .executeTakeFirst()
  return row && { message: keptMessage(row), bodyDigest: row.body_digest }
}

/** Takes a message for change. */
export async function takeMessage(
  db: TxDb,
  roomId: string,
  messageId: string,
): Promise<KeptMessage | undefined> {
  const row = await db
    .selectFrom('messages')
    .selectAll()
    .where('room_id', '=', roomId)
    .where('id', '=', messageId)
    .forUpdate()
    .executeTakeFirst()
  return row && keptMessage(row)
}

/** Keeps the new text of a message. */
export async function updateMessageBody(
  db: TxDb,
  messageId: string,
  body: string,
  editedAt: Instant,
): Promise<void> {
  await db
    .updateTable('messages')
    .set({ body, edited_at: new Date(editedAt) })
    .where('id', '=', messageId)
    .execute()
}

/** Empties a message; its place and number stay. */
export async function emptyMessage(db: TxDb, messageId: string, deletedAt: Instant): Promise<void> {
  await db
    .updateTable('messages')
    .set({ body: '', body_digest: null, deleted_at: new Date(deletedAt) })
    .where('id', '=', messageId)
    .execute()
}

/** Takes the text out of what was told of a message, so that nobody reads it back from the stream. */
export async function emptyToldMessage(
  db: TxDb,
  stream: string,
  messageId: string,
  fromSeq: number,
): Promise<void> {
  await sql`
    update events set payload = jsonb_set(payload, '{message,body}', '""')
    where stream_id = ${stream} and seq >= ${fromSeq} and kind in ('message.sent', 'message.changed')
      and payload #>> '{message,id}' = ${messageId}`.execute(db)
}

/** Makes every card about one thing a card about another. Answers the changed messages. */
export async function turnCards(
  db: TxDb,
  roomId: string,
  from: { kind: string; id: string },
  to: { kind: string; id: string; body?: string; toldByItself?: boolean },
): Promise<KeptMessage[]> {
  const rows = await db
    .updateTable('messages')
    .set({
      card_kind: to.kind,
      card_id: to.id,
      told_by_itself: to.toldByItself ?? false,
      ...(to.body !== undefined && { body: to.body }),
    })
    .where('room_id', '=', roomId)
    .where('card_kind', '=', from.kind)
    .where('card_id', '=', from.id)
    .returningAll()
    .execute()
  return rows.map(keptMessage).sort((one, other) => one.seq - other.seq)
}

/** The latest messages before a number (or at all), ascending, at most `limit`. */
export async function listMessagesBefore(
  db: Db,
  roomId: string,
  before: number | undefined,
  limit: number,
): Promise<KeptMessage[]> {
  const rows = await db
    .selectFrom('messages')
    .selectAll()
    .where('room_id', '=', roomId)
    .$if(before !== undefined, (query) => query.where('seq', '<', before ?? 0))
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
  return rows.map(keptMessage).reverse()
}

/** How many messages stand from a person's first unread one to the end, counted up to `most`. */
export async function countFromFirstUnread(
  db: Db,
  reader: { roomId: string; personId: string; readSeq: number },
  most: number,
): Promise<number> {
  const { roomId, personId, readSeq } = reader
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (
      select 1 from messages where room_id = ${roomId} and seq >= (
        select min(seq) from messages
        where room_id = ${roomId} and seq > ${readSeq} and deleted_at is null
          and sender_id is distinct from ${personId}::uuid
      )
      limit ${most}
    ) as waiting`.execute(db)
  return rows[0]?.count ?? 0
}

/** The latest messages that people sent after a number, ascending, at most `limit`; none that were deleted. */
export async function listSaidAfter(
  db: Db,
  roomId: string,
  after: number,
  limit: number,
): Promise<KeptMessage[]> {
  const rows = await db
    .selectFrom('messages')
    .selectAll()
    .where('room_id', '=', roomId)
    .where('seq', '>', after)
    .where('kind', 'in', ['text', 'card'])
    .where('told_by_itself', '=', false)
    .where('deleted_at', 'is', null)
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
  return rows.map(keptMessage).reverse()
}

type MessageRow = {
  id: string
  seq: number
  sender_id: string | null
  client_id: string | null
  kind: string
  body: string
  card_kind: string | null
  card_id: string | null
  detail: unknown
  sent_at: Instant
  edited_at: Instant | null
  deleted_at: Instant | null
}

/** A row of messages as the message it keeps. */
export function keptMessage(row: MessageRow): KeptMessage {
  return {
    id: row.id,
    seq: row.seq,
    kind: row.kind as KeptMessage['kind'],
    senderId: row.sender_id,
    clientId: row.client_id,
    body: row.body,
    card: row.card_kind !== null && row.card_id !== null ? { kind: row.card_kind, id: row.card_id } : null,
    detail: row.detail as KeptMessage['detail'],
    sentAt: row.sent_at,
    editedAt: row.edited_at,
    deletedAt: row.deleted_at,
  }
}
