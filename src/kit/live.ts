import type { z } from 'zod'

import type { SocketAction } from '#platform/contract.ts'

import { Refused } from './api.ts'
import { createEventOrder, type LiveEvent, type ReadGap } from './event-order.ts'

export type { LiveEvent }

/** `connecting` for less than five seconds is nobody's business; `offline` is shown. */
export type LiveState = 'connecting' | 'live' | 'offline' | 'signed-out'

export type Live = {
  /** Hears every event of every stream, in order, once. Returns how to stop. */
  onEvent(hear: (event: LiveEvent) => void): () => void
  onState(hear: (state: LiveState) => void): () => void
  /** The database is another one now (a restored backup with a new epoch): everything must be read again. */
  onReset(hear: () => void): () => void
  /** Sends an action over the connection; a refusal, and a connection that is away, are thrown as `Refused`. */
  ask<A extends SocketAction>(action: A, frame: z.input<A['frame']>): Promise<z.output<A['reply']>>
  /** Hears the present state of a topic that an action made this page follow, whenever it changes; null once it is over. */
  onTopic(topic: string, hear: (state: unknown) => void): () => void
  /** Hears what other pages tell this one, by its kind. */
  onTold(kind: string, hear: (data: unknown) => void): () => void
  /** Says up to where a stream is known, from state that was just read. Never goes back. */
  know(stream: string, seq: number): void
  state(): LiveState
  close(): void
}

type Frame =
  | { t: 'welcome'; epoch: string; heads: Record<string, number> }
  | ({ t: 'ev' } & LiveEvent)
  | { t: 'head'; s: string; q: number }
  | { t: 'ok'; n: number; d: unknown }
  | { t: 'no'; n: number; code: string; message: string; details?: unknown }
  | { t: 'state'; s: string; d: unknown }
  | { t: 'tell'; k: string; d: unknown }

type Asked = { resolve: (reply: never) => void; reject: (error: Refused) => void }

const signedOutCode = 4001
const offlineAfterMs = 5_000
const silentForMs = 60_000
const answeredWithinMs = 15_000
const firstPauseMs = 300
const longestPauseMs = 15_000

/**
 * Keeps one socket open, through whatever happens to it, and tells what comes over it: events in their order (event-order.ts),
 * answers to what was asked, and present states. The server's wake-ups may be lost, late or doubled without harm.
 */
export function connectLive(address: string, readGap: ReadGap): Live {
  const order = createEventOrder({ readGap, tell, giveUp: () => socket?.close() })
  const eventHearers = new Set<(event: LiveEvent) => void>()
  const stateHearers = new Set<(state: LiveState) => void>()
  const resetHearers = new Set<() => void>()
  const topicHearers = new Set<[string, (state: unknown) => void]>()
  const toldHearers = new Set<[string, (data: unknown) => void]>()
  const asked = new Map<number, Asked>()
  let lastAsked = 0
  let socket: WebSocket | undefined
  let epoch: string | undefined
  let state: LiveState = 'connecting'
  let tries = 0
  let heardAt = Date.now()
  let closed = false
  let offlineTimer: ReturnType<typeof setTimeout> | undefined
  let retryTimer: ReturnType<typeof setTimeout> | undefined

  open()
  const watchdog = setInterval(() => {
    if (state === 'live' && Date.now() - heardAt > silentForMs) socket?.close()
  }, 5_000)
  addEventListener('online', reconnectNow)
  document.addEventListener('visibilitychange', onVisible)

  return {
    onEvent: (hear) => subscribe(eventHearers, hear),
    onState: (hear) => subscribe(stateHearers, hear),
    onReset: (hear) => subscribe(resetHearers, hear),
    ask,
    onTopic: (topic, hear) => subscribe(topicHearers, [topic, hear]),
    onTold: (kind, hear) => subscribe(toldHearers, [kind, hear]),
    know: order.know,
    state: () => state,
    close() {
      closed = true
      clearInterval(watchdog)
      clearTimeout(offlineTimer)
      clearTimeout(retryTimer)
      removeEventListener('online', reconnectNow)
      document.removeEventListener('visibilitychange', onVisible)
      socket?.close()
    },
  }

  function ask<A extends SocketAction>(action: A, d: z.input<A['frame']>): Promise<z.output<A['reply']>> {
    return new Promise((resolve, reject) => {
      if (state !== 'live' || socket?.readyState !== WebSocket.OPEN) return reject(away())
      lastAsked += 1
      const n = lastAsked
      asked.set(n, { resolve, reject })
      socket.send(JSON.stringify({ t: action.name, n, d }))
      setTimeout(() => asked.delete(n) && reject(away()), answeredWithinMs)
    })
  }

  // Whether what was asked still arrived, nobody knows.
  function giveUpAsked(): void {
    for (const { reject } of asked.values()) reject(away())
    asked.clear()
  }

  function open(): void {
    const next = new WebSocket(address)
    socket = next
    next.onopen = () => next.send(JSON.stringify({ t: 'hello', v: 1 }))
    next.onmessage = ({ data }) => {
      heardAt = Date.now()
      onFrame(JSON.parse(String(data)) as Frame)
    }
    next.onclose = ({ code }) => {
      if (socket === next) giveUpAsked()
      if (closed || socket !== next) return
      if (code === signedOutCode) return enter('signed-out')
      if (state === 'live') enter('connecting')
      offlineTimer ??= setTimeout(() => enter('offline'), offlineAfterMs)
      scheduleRetry()
    }
  }

  function scheduleRetry(): void {
    clearTimeout(retryTimer)
    const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** tries)
    tries += 1
    retryTimer = setTimeout(open, pause * (0.5 + Math.random() / 2))
  }

  function reconnectNow(): void {
    if (closed || state === 'live' || state === 'signed-out') return
    clearTimeout(retryTimer)
    tries = 0
    open()
  }

  function onVisible(): void {
    if (document.visibilityState === 'visible') reconnectNow()
  }

  function onFrame(frame: Frame): void {
    if (frame.t === 'welcome') return onWelcome(frame)
    if (frame.t === 'head') return order.compare(frame.s, frame.q)
    if (frame.t === 'ev') return order.take(frame)
    if (frame.t === 'state') return tellThose(topicHearers, frame.s, frame.d)
    if (frame.t === 'tell') return tellThose(toldHearers, frame.k, frame.d)
    return onAnswer(frame)
  }

  function onAnswer(frame: Extract<Frame, { t: 'ok' | 'no' }>): void {
    const one = asked.get(frame.n)
    asked.delete(frame.n)
    if (frame.t === 'ok') one?.resolve(frame.d as never)
    else one?.reject(new Refused(409, frame.code, frame.message, {}, frame.details))
  }

  function tellThose(hearers: Set<[string, (data: unknown) => void]>, name: string, data: unknown): void {
    for (const [wanted, hear] of hearers) if (wanted === name) hear(data)
  }

  function onWelcome(frame: Extract<Frame, { t: 'welcome' }>): void {
    tries = 0
    clearTimeout(offlineTimer)
    offlineTimer = undefined
    if (epoch !== undefined && epoch !== frame.epoch) {
      order.forget()
      for (const hear of resetHearers) hear()
    }
    epoch = frame.epoch
    for (const [stream, head] of Object.entries(frame.heads)) order.compare(stream, head)
    enter('live')
  }

  function tell(event: LiveEvent): void {
    for (const hear of eventHearers) hear(event)
  }

  function enter(next: LiveState): void {
    if (state === next) return
    state = next
    for (const hear of stateHearers) hear(next)
  }

  function subscribe<T>(hearers: Set<T>, hear: T): () => void {
    hearers.add(hear)
    return () => hearers.delete(hear)
  }
}

function away(): Refused {
  return new Refused(0, 'unreachable', 'Parley cannot be reached right now. It comes back by itself.')
}
