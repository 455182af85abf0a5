import { sql } from 'kysely'
import type { z } from 'zod'

import type { App } from './app.ts'
import type { SocketAction } from './contract.ts'
import type { Db, TxDb } from './database.ts'
import type { Caller } from './http.ts'
import { newId } from './ids.ts'

/**
 * A present state that some connections follow, such as who is in a call. Unlike a stream it has no history: who follows is told
 * the whole of it whenever it changes. What was woken for is only a hint; the state is read from the tables.
 */
export type Topic = {
  /** `call` for topics named `call:<id>`. */
  name: string
  /** The state as it stands, and which connections may hear it. Who follows and is not among them is told so and let go. */
  read(app: App, id: string): Promise<{ state: unknown; hearers: readonly string[] }>
  /** Every few seconds, while somebody follows it in this process. */
  tend(app: App, id: string, tending: Tending): Promise<void>
}

export type Tending = {
  /** The connections of this process that follow, those only that were heard of a few seconds ago. */
  connectionIds: readonly string[]
  /** For how long this process has been able to do this without a break, in milliseconds. */
  steadyMs: number
}

/** One frame that came over a live connection, parsed. */
export type Frame<A extends SocketAction> = {
  app: App
  caller: Caller
  frame: z.output<A['frame']>
  connection: {
    id: string
    /** Hears the topic from now on, beginning with its present state. */
    follow(topic: string): void
    /** Sends something to another connection, in whatever process it is; to nobody when it is gone. */
    tell(connectionId: string, kind: string, data: Record<string, unknown>): Promise<void>
  }
}

/** What one may send together with what it does. */
export type SocketHandler = { action: SocketAction; run: (frame: Frame<SocketAction>) => Promise<unknown> }

/** Ties what one may send to its handler; the types of both meet here. */
export function handleFrame<A extends SocketAction>(
  action: A,
  run: (frame: Frame<A>) => Promise<z.input<A['reply']>>,
): SocketHandler {
  return { action, run }
}

/** The channel on which topics are woken; its payload is the topic. */
export const topicChannel = 'parley_topics'

/** The channel for what one connection tells another in another process. */
export const whisperChannel = 'parley_whispers'

// PostgreSQL takes less than 8000 bytes in one notification.
const pieceLength = 7_500
const unfinishedMost = 1_000

/** Wakes a topic at commit. */
export async function wakeTopic(db: TxDb, topic: string): Promise<void> {
  await sql`select pg_notify(${topicChannel}, ${topic})`.execute(db)
}

/** Hands JSON to a connection in another process. It is kept nowhere: who is not there does not hear it. */
export async function whisper(db: Db, connectionId: string, json: string): Promise<void> {
  const pieces = inAscii(json).match(new RegExp(`[^]{1,${pieceLength}}`, 'g')) ?? []
  const id = newId()
  const payloads = pieces.map((piece, index) => `${connectionId} ${id} ${index} ${pieces.length} ${piece}`)
  // One statement: its notifications come together and in order.
  await sql`select pg_notify(${whisperChannel}, piece) from unnest(${payloads}::text[]) with ordinality as said (piece, place)
    order by place`.execute(db)
}

// So that a piece can end anywhere, and a character is a byte.
function inAscii(json: string): string {
  return json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Puts together what came in pieces; calls `hear` with each whole text. */
export function createWhisperReader(hear: (connectionId: string, text: string) => void) {
  const unfinished = new Map<string, string[]>()
  return (payload: string): void => {
    const [, to = '', id = '', count = '0', piece = ''] = /^(\S+) (\S+) \d+ (\d+) ([^]*)$/.exec(payload) ?? []
    const pieces = [...(unfinished.get(id) ?? []), piece]
    unfinished.delete(id)
    if (pieces.length >= Number(count)) return hear(to, pieces.join(''))
    unfinished.set(id, pieces)
    // What lost a piece, when the connection broke in between, is never whole.
    const [oldest] = unfinished.keys()
    if (unfinished.size > unfinishedMost && oldest !== undefined) unfinished.delete(oldest)
  }
}
