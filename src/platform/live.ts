import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'

import { type RawData, WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'

import { toIso } from '#time/instant.ts'

import { refuseConnection } from './answers.ts'
import type { App } from './app.ts'
import type { WireEvent } from './contract.ts'
import type { Connection } from './database.ts'
import { type Follower, startFollowing } from './following.ts'
import { type Caller, type Gate, sessionCookieName } from './http.ts'
import { newId } from './ids.ts'
import { Refusal, tooMany, unauthenticated, unavailable } from './refusal.ts'
import { createStreamFeed } from './stream-feed.ts'
import { readHeads, type StreamEvent, streamOfEverybody, wakeChannel } from './streams.ts'
import {
  createWhisperReader,
  type SocketHandler,
  type Topic,
  topicChannel,
  whisper,
  whisperChannel,
} from './topics.ts'
import { keepListening } from './wake-ups.ts'

/** Which streams a person may hear right now. Given by main from the modules that own them. */
export type StreamsOf = (app: App, personId: string) => Promise<string[]>

export type Live = { close(): Promise<void> }

/** What modules add to the live connection: what one may send over it, and states that it follows. */
export type LiveParts = { handlers: readonly SocketHandler[]; topics: readonly Topic[] }

type Listener = Follower & {
  socket: WebSocket
  caller: Caller
  streams: Set<string>
  greeted: boolean
  /** What it sent is taken one after the other. */
  taking: Promise<void>
  waiting: number
}

/** How much one person may still send, and when that was so. */
type Budget = { frames: number; at: number }

const path = '/live'
// A session description can be 64 kB; in JSON its line breaks take two characters.
const largestFrame = 96 * 1024
/** What one person may send in a second over all connections to one process, and at once after a while of silence. */
const framesPerSecond = 50
const framesAtOnce = 200
const largestBacklog = 1024 * 1024
const sweepMs = 2_000
const pingMs = 25_000
const sessionCheckMs = 5_000
const goodbyeMs = 1_000
/** Open connections of one person in one process: every window is one. */
const mostOfOnePerson = 50
const crowdWaitSeconds = 60

/** Close codes of ours: 4001 the session ended, 4008 too slow a reader. 1012 (RFC 6455 registry): the server restarts. */
const closeCodes = { signedOut: 4001, tooSlow: 4008, badFrame: 4400, tooMany: 4429, restart: 1012 }

/** The first frame of a connection, once; for whoever is signed in, since nobody else has one. */
const hello = z.object({ t: z.literal('hello'), v: z.literal(1) })
/** Every other frame: which action, the number under which it is answered, and what the action takes. */
const sentFrame = z.object({ t: z.string(), n: z.number().int().min(0), d: z.unknown() })

/**
 * Delivers events to open browsers over WebSocket. A wake-up is only a hint: what is sent is read from the table, in
 * order, once for each process. A browser that finds a hole in the numbers reads it back over HTTP.
 */
export async function startLive(
  app: App,
  server: Server,
  connection: Connection,
  gate: Gate,
  streamsOf: StreamsOf,
  { handlers, topics }: LiveParts,
): Promise<Live> {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestFrame, perMessageDeflate: false })
  const listeners = new Set<Listener>()
  const byId = new Map<string, Listener>()
  const actions = new Map(handlers.map((handler) => [handler.action.name, handler]))
  const budgets = new Map<string, Budget>()
  const following = startFollowing(app, topics)
  const feed = createStreamFeed(app, { isHeard, broadcast })
  const epoch = await readEpoch(app)
  let closed = false

  server.on('upgrade', onUpgrade)
  const hears = {
    [wakeChannel]: (payload: string) => feed.wake(payload.slice(payload.indexOf(' ') + 1)),
    [topicChannel]: following.look,
    [whisperChannel]: createWhisperReader((id, frame) => sendTo(id, frame)),
  }
  const listener = keepListening(app, connection, hears, () => closed)
  const sweeper = setInterval(() => void feed.sweep(), sweepMs)
  const pinger = setInterval(pingAll, pingMs)
  const sessionChecker = setInterval(() => void dropEndedSessions(), sessionCheckMs)

  return {
    async close() {
      closed = true
      clearInterval(sweeper)
      clearInterval(pinger)
      clearInterval(sessionChecker)
      following.stop()
      server.off('upgrade', onUpgrade)
      for (const { socket } of listeners) socket.close(closeCodes.restart)
      sockets.close()
      // Whoever does not answer our goodbye must not hold up the end.
      setTimeout(() => listeners.forEach(({ socket }) => socket.terminate()), goodbyeMs).unref()
      await (await listener).end().catch(() => undefined)
    },
  }

  function onUpgrade(request: IncomingMessage, raw: Duplex, head: Buffer): void {
    // From here on nobody else listens: without this, a connection that is reset while we look ends the process.
    raw.on('error', () => raw.destroy())
    void admit(request).then(
      (caller) => sockets.handleUpgrade(request, raw, head, (socket) => accept(socket, caller)),
      (error: unknown) => refuseConnection(raw, error instanceof Refusal ? error : notChecked(error)),
    )
  }

  // Any page could open a socket with our cookie; only our own origin may (cross-site WebSocket hijacking).
  async function admit(request: IncomingMessage): Promise<Caller> {
    if (closed || request.url !== path || request.headers.origin !== app.config.publicUrl.origin)
      throw unauthenticated()
    const caller = await gate.identify(app, readCookie(request, sessionCookieName(app.config.publicUrl)))
    if (!caller) throw unauthenticated()
    refuseCrowd(caller)
    return caller
  }

  function refuseCrowd({ personId }: Caller): void {
    const open = [...listeners].filter(({ caller }) => caller.personId === personId).length
    if (open < mostOfOnePerson * app.config.writeLimitFactor) return
    throw tooMany('Parley is open in very many windows already. Close some of them.', crowdWaitSeconds)
  }

  function notChecked(error: unknown): Refusal {
    app.log.warn({ err: error }, 'a live connection could not be checked')
    return unavailable()
  }

  function accept(socket: WebSocket, caller: Caller): void {
    const person: Listener = {
      id: newId(),
      socket,
      caller,
      streams: new Set(),
      greeted: false,
      heardAt: performance.now(),
      taking: Promise.resolve(),
      waiting: 0,
      send: (frame) => send(person, frame),
      ping: () => socket.ping(),
    }
    socket.on('message', (data) => onFrame(person, data))
    socket.on('pong', () => (person.heardAt = performance.now()))
    socket.on('close', () => forget(person))
    socket.on('error', () => socket.terminate())
    listeners.add(person)
    byId.set(person.id, person)
  }

  function forget(person: Listener): void {
    listeners.delete(person)
    byId.delete(person.id)
    following.leave(person)
    const { personId } = person.caller
    if (![...listeners].some(({ caller }) => caller.personId === personId)) budgets.delete(personId)
  }

  function onFrame(person: Listener, data: RawData): void {
    if (person.socket.readyState !== WebSocket.OPEN) return
    person.heardAt = performance.now()
    const frame = parseFrame(data)
    if (person.greeted) return take(person, frame)
    if (!hello.safeParse(frame).success) return refuseFrame(person)
    void greet(person)
  }

  function refuseFrame(person: Listener): void {
    person.socket.close(closeCodes.badFrame, 'unknown frame')
  }

  // Our own pages send no frame that does not parse, and never as many as this.
  function take(person: Listener, data: unknown): void {
    const frame = sentFrame.safeParse(data)
    const handler = frame.success ? actions.get(frame.data.t) : undefined
    const wanted = handler?.action.frame.safeParse(frame.data?.d)
    if (!frame.success || !handler || !wanted?.success) return refuseFrame(person)
    if (!mayStillSend(person) || person.waiting >= framesAtOnce)
      return person.socket.close(closeCodes.tooMany, 'too many frames')
    person.waiting += 1
    person.taking = person.taking.then(() => answer(person, handler, { n: frame.data.n, d: wanted.data }))
  }

  function mayStillSend({ caller }: Listener): boolean {
    const now = performance.now()
    const before = budgets.get(caller.personId) ?? { frames: framesAtOnce, at: now }
    const frames = Math.min(framesAtOnce, before.frames + ((now - before.at) / 1000) * framesPerSecond) - 1
    budgets.set(caller.personId, { frames: Math.max(0, frames), at: now })
    return frames >= 0
  }

  async function answer(
    person: Listener,
    { run }: SocketHandler,
    { n, d }: { n: number; d: unknown },
  ): Promise<void> {
    person.waiting -= 1
    const { caller, id } = person
    const own = { id, follow: (topic: string) => followIfThere(person, topic), tell: tellOther }
    try {
      const reply = await run({ app, caller, frame: d, connection: own })
      person.send(JSON.stringify({ t: 'ok', n, d: reply }))
    } catch (error) {
      const refusal = error instanceof Refusal ? error : faultOf(error)
      const { code, message, details } = refusal
      person.send(JSON.stringify({ t: 'no', n, code, message, details }))
    }
  }

  function followIfThere(person: Listener, topic: string): void {
    if (byId.has(person.id)) following.follow(person, topic)
  }

  function faultOf(error: unknown): Refusal {
    app.log.error({ err: error }, 'a frame could not be answered')
    return unavailable()
  }

  async function tellOther(id: string, kind: string, data: Record<string, unknown>): Promise<void> {
    const frame = JSON.stringify({ t: 'tell', k: kind, d: data })
    if (!sendTo(id, frame)) await whisper(app.db, id, frame)
  }

  function sendTo(id: string, frame: string): boolean {
    const person = byId.get(id)
    if (person) send(person, frame)
    return person !== undefined
  }

  async function greet(person: Listener): Promise<void> {
    person.greeted = true
    try {
      const streams = [streamOfEverybody, ...(await streamsOf(app, person.caller.personId))]
      // First hear, then look where the streams stand: nothing can fall between the two.
      for (const stream of streams) person.streams.add(stream)
      const heads = await readHeads(app.db, streams)
      for (const stream of streams) feed.startFrom(stream, heads[stream] ?? 0)
      // Nobody followed a room that closed while we looked; what closes from now on is heard.
      const still = new Set([streamOfEverybody, ...(await streamsOf(app, person.caller.personId))])
      for (const stream of streams) if (!still.has(stream)) person.streams.delete(stream)
      send(person, JSON.stringify({ t: 'welcome', epoch, now: toIso(app.now()), heads }))
    } catch (error) {
      app.log.warn({ err: error }, 'a live connection could not be opened')
      person.socket.close(closeCodes.restart)
    }
  }

  function broadcast(event: StreamEvent): void {
    const frame = Buffer.from(JSON.stringify({ t: 'ev', ...presentEvent(event) }))
    for (const person of listeners) {
      if (!person.streams.has(event.streamId)) continue
      send(person, frame)
      follow(person, event)
    }
  }

  // A person's own stream says which other streams open and close for them.
  function follow(person: Listener, event: StreamEvent): void {
    if (event.streamId !== `u:${person.caller.personId}`) return
    const { stream, sessionId } = event.payload as { stream?: string; sessionId?: string }
    if (event.kind === 'stream.closed' && stream) person.streams.delete(stream)
    if (event.kind === 'stream.opened' && stream) void hearFromNow(person, stream)
    if (event.kind === 'session.ended' && sessionId === person.caller.sessionId)
      person.socket.close(closeCodes.signedOut)
  }

  async function hearFromNow(person: Listener, stream: string): Promise<void> {
    person.streams.add(stream)
    try {
      const { [stream]: head = 0 } = await readHeads(app.db, [stream])
      feed.startFrom(stream, head)
      send(person, JSON.stringify({ t: 'head', s: stream, q: head }))
    } catch (error) {
      app.log.warn({ err: error }, 'a stream could not be opened')
      // The next connection asks for all of them.
      person.socket.close(closeCodes.restart)
    }
  }

  function send(person: Listener, frame: string | Buffer): void {
    if (person.socket.readyState !== WebSocket.OPEN) return
    if (person.socket.bufferedAmount > largestBacklog)
      return person.socket.close(closeCodes.tooSlow, 'read faster, then resume')
    person.socket.send(frame, { binary: false })
  }

  function isHeard(stream: string): boolean {
    for (const person of listeners) if (person.streams.has(stream)) return true
    return false
  }

  function pingAll(): void {
    for (const person of listeners) {
      if (performance.now() - person.heardAt > pingMs * 3) person.socket.terminate()
      else person.socket.ping()
    }
  }

  async function dropEndedSessions(): Promise<void> {
    // Whoever comes while we ask was looked at when they came.
    const asked = [...listeners]
    const ids = [...new Set(asked.map((person) => person.caller.sessionId))]
    if (ids.length === 0) return
    try {
      const alive = await gate.liveSessions(app, ids)
      for (const person of asked)
        if (!alive.has(person.caller.sessionId)) person.socket.close(closeCodes.signedOut)
    } catch (error) {
      app.log.warn({ err: error }, 'the sessions could not be read')
    }
  }
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

async function readEpoch(app: App): Promise<string> {
  const row = await app.db.selectFrom('installation').select('epoch').executeTakeFirstOrThrow()
  return row.epoch
}

function readCookie(request: IncomingMessage, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='))
  return pairs.find(([key]) => key === name)?.[1]
}

function parseFrame(data: RawData): unknown {
  try {
    return Buffer.isBuffer(data) ? JSON.parse(data.toString('utf8')) : undefined
  } catch {
    return undefined
  }
}
