import { sql } from 'kysely'

import { type Instant, toIso } from '#time/instant.ts'

import type { WireEvent } from './contract.ts'
import type { Db, TxDb } from './database.ts'

/** `r:<room id>`, `u:<person id>`, or the one that everybody signed in hears. */
export type StreamId = `r:${string}` | `u:${string}` | typeof streamOfEverybody

/** What concerns every open page. Nothing is told in it that not everybody may know. */
export const streamOfEverybody = 'a:all'

/** What happened, as told to everyone who may read the stream. `payload` is JSON. */
export type Announcement = { kind: string; actorId: string | null; payload: Record<string, unknown> }

export type StreamEvent = {
  streamId: string
  seq: number
  kind: string
  actorId: string | null
  payload: unknown
  at: Instant
}

/** The channel on which processes wake each other; its payload is `<seq> <stream id>`. */
export const wakeChannel = 'parley_streams'

/** An event with the stream it belongs to. */
export type Told = { stream: StreamId; event: Announcement }

/**
 * Appends events, each under its stream's next number, in the order given, and wakes every process at commit. The row locks on
 * the streams, taken in the order of their ids, are held until then, which makes numbers gapless and in commit order.
 * Answers the numbers, in no particular order.
 */
export async function appendEvents(
  db: TxDb,
  told: readonly Told[],
  at: Instant,
): Promise<{ stream: string; seq: number }[]> {
  if (told.length === 0) return []
  const { rows } = await sql<{ stream: string; seq: number }>`
    with told as (
      select * from unnest(
        ${told.map(({ stream }) => stream)}::text[], ${told.map(({ event }) => event.kind)}::text[],
        ${told.map(({ event }) => event.actorId)}::uuid[], ${told.map(({ event }) => JSON.stringify(event.payload))}::jsonb[]
      ) with ordinality as one (stream, kind, actor_id, payload, place)
    ), heads as (
      insert into streams (id, last_seq) select stream, count(*) from told group by stream order by stream
      on conflict (id) do update set last_seq = streams.last_seq + excluded.last_seq
      returning id, last_seq
    ), appended as (
      insert into events (stream_id, seq, kind, actor_id, payload, at)
      select stream, last_seq + 1 - row_number() over (partition by stream order by place desc),
        kind, actor_id, payload, ${new Date(at)}::timestamptz
      from told join heads on id = stream
      order by stream, place
      returning stream_id, seq
    )
    select stream_id as stream, seq, pg_notify(${wakeChannel}, seq || ' ' || stream_id) from appended`.execute(
    db,
  )
  if (rows.length < told.length) throw new Error('Some streams gave no number.')
  return rows
}

/** The stream's events with numbers above `after`, in order, at most `limit`. Whoever calls has checked access. */
export async function listEventsAfter(
  db: Db,
  stream: string,
  after: number,
  limit: number,
): Promise<StreamEvent[]> {
  const rows = await db
    .selectFrom('events')
    .selectAll()
    .where('stream_id', '=', stream)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    streamId: row.stream_id,
    seq: row.seq,
    kind: row.kind,
    actorId: row.actor_id,
    payload: row.payload,
    at: row.at,
  }))
}

/** Holds a stream until the end of the change: nothing else happens in it meanwhile. Streams are locked last, by id. */
export async function holdStream(db: TxDb, stream: StreamId): Promise<void> {
  await db.selectFrom('streams').select('id').where('id', '=', stream).forUpdate().execute()
}

/** Forgets what happened in a stream so far. Its numbers go on: a page that missed some reads its state anew. */
export async function forgetEvents(db: TxDb, stream: StreamId): Promise<void> {
  await holdStream(db, stream)
  await db.deleteFrom('events').where('stream_id', '=', stream).execute()
}

/** Forgets a stream altogether. */
export async function forgetStream(db: TxDb, stream: StreamId): Promise<void> {
  await db.deleteFrom('streams').where('id', '=', stream).execute()
}

/** The last number of each stream; a stream that never had an event stands at 0. */
export async function readHeads(db: Db, streams: readonly string[]): Promise<Record<string, number>> {
  const heads: Record<string, number> = Object.fromEntries(streams.map((stream) => [stream, 0]))
  if (streams.length === 0) return heads
  const rows = await db
    .selectFrom('streams')
    .select(['id', 'last_seq'])
    .where('id', 'in', [...streams])
    .execute()
  for (const row of rows) heads[row.id] = row.last_seq
  return heads
}

/** An event as it goes over the wire. */
export function presentEvent(event: StreamEvent): WireEvent {
  return {
    s: event.streamId,
    q: event.seq,
    k: event.kind,
    d: event.payload as Record<string, unknown>,
    by: event.actorId,
    at: toIso(event.at),
  }
}
