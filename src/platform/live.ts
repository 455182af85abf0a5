import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'

import { type RawData, WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'

import { refuseConnection } from './answers.ts'
import type { App } from './app.ts'
import type { Connection } from './database.ts'
import { startFollowing } from './following.ts'
import { createFrames } from './frames.ts'
import { createHearing, type StreamsOf } from './hearing.ts'
import { type Caller, type Gate, sessionCookieName } from './http.ts'
import { closeCodes, type Listener, listenerOn, parseFrame, refuseFrame } from './listener.ts'
import { Refusal, tooMany, unauthenticated, unavailable } from './refusal.ts'
import { wakeChannel } from './streams.ts'
import {
  createWhisperReader,
  type SocketHandler,
  type Topic,
  topicChannel,
  whisper,
  whisperChannel,
} from './topics.ts'
import { keepListening } from './wake-ups.ts'

export type Live = { close(): Promise<void> }

/** Where live connections come in, and what modules add to them: what one may send, and states that one follows. */
export type LiveParts = {
  server: Server
  connection: Connection
  gate: Gate
  streamsOf: StreamsOf
  handlers: readonly SocketHandler[]
  topics: readonly Topic[]
}

const path = '/live'
// A session description can be 64 kB; in JSON its line breaks take two characters.
const largestFrame = 96 * 1024
const sweepMs = 2_000
const pingMs = 25_000
const sessionCheckMs = 5_000
const goodbyeMs = 1_000
/** Open connections of one person in one process: every window is one. */
const mostOfOnePerson = 50
const crowdWaitSeconds = 60

/** The first frame of a connection, once; for whoever is signed in, since nobody else has one. */
const hello = z.object({ t: z.literal('hello'), v: z.literal(1) })

/**
 * Delivers events to open browsers over WebSocket. A wake-up is only a hint: what is sent is read from the table, in
 * order, once for each process. A browser that finds a hole in the numbers reads it back over HTTP.
 */
export async function startLive(app: App, parts: LiveParts): Promise<Live> {
  const { server, gate } = parts
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestFrame, perMessageDeflate: false })
  const listeners = new Set<Listener>()
  const byId = new Map<string, Listener>()
  const following = startFollowing(app, parts.topics)
  const frames = createFrames(app, parts.handlers, { follow: followIfThere, tell })
  const hearing = await createHearing(app, listeners, parts.streamsOf)
  let closed = false

  server.on('upgrade', onUpgrade)
  const hears = {
    [wakeChannel]: (payload: string) => hearing.wake(payload.slice(payload.indexOf(' ') + 1)),
    [topicChannel]: following.look,
    [whisperChannel]: createWhisperReader((id, frame) => sendTo(id, frame)),
  }
  const listening = keepListening(app, parts.connection, hears, () => closed)
  const timers = [
    setInterval(() => void hearing.sweep(), sweepMs),
    setInterval(pingAll, pingMs),
    setInterval(() => void dropEndedSessions(), sessionCheckMs),
  ]
  return { close }

  async function close(): Promise<void> {
    closed = true
    for (const timer of timers) clearInterval(timer)
    following.stop()
    server.off('upgrade', onUpgrade)
    for (const { socket } of listeners) socket.close(closeCodes.restart)
    sockets.close()
    // Whoever does not answer our goodbye must not hold up the end.
    setTimeout(() => listeners.forEach(({ socket }) => socket.terminate()), goodbyeMs).unref()
    await (await listening).end().catch(() => undefined)
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
    const listener = listenerOn(socket, caller)
    socket.on('message', (data) => onFrame(listener, data))
    socket.on('pong', () => (listener.heardAt = performance.now()))
    socket.on('close', () => forget(listener))
    socket.on('error', () => socket.terminate())
    listeners.add(listener)
    byId.set(listener.id, listener)
  }

  function forget(listener: Listener): void {
    listeners.delete(listener)
    byId.delete(listener.id)
    following.leave(listener)
    const { personId } = listener.caller
    if (![...listeners].some(({ caller }) => caller.personId === personId)) frames.forget(personId)
  }

  function onFrame(listener: Listener, data: RawData): void {
    if (listener.socket.readyState !== WebSocket.OPEN) return
    listener.heardAt = performance.now()
    const frame = parseFrame(data)
    if (listener.greeted) return frames.take(listener, frame)
    if (!hello.safeParse(frame).success) return refuseFrame(listener)
    listener.greeted = true
    void hearing.welcome(listener)
  }

  // An action may take longer than its connection lives.
  function followIfThere(listener: Listener, topic: string): void {
    if (byId.has(listener.id)) following.follow(listener, topic)
  }

  async function tell(id: string, kind: string, data: Record<string, unknown>): Promise<void> {
    const frame = JSON.stringify({ t: 'tell', k: kind, d: data })
    if (!sendTo(id, frame)) await whisper(app.db, id, frame)
  }

  function sendTo(id: string, frame: string): boolean {
    const listener = byId.get(id)
    listener?.send(frame)
    return listener !== undefined
  }

  function pingAll(): void {
    for (const { heardAt, socket } of listeners) {
      if (performance.now() - heardAt > pingMs * 3) socket.terminate()
      else socket.ping()
    }
  }

  async function dropEndedSessions(): Promise<void> {
    // Whoever comes while we ask was looked at when they came.
    const asked = [...listeners]
    const ids = [...new Set(asked.map(({ caller }) => caller.sessionId))]
    if (ids.length === 0) return
    try {
      const alive = await gate.liveSessions(app, ids)
      for (const { caller, socket } of asked)
        if (!alive.has(caller.sessionId)) socket.close(closeCodes.signedOut)
    } catch (error) {
      app.log.warn({ err: error }, 'the sessions could not be read')
    }
  }
}

function readCookie(request: IncomingMessage, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='))
  return pairs.find(([key]) => key === name)?.[1]
}
