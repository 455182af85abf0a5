import { call, mayPass, Refused } from '#kit/api.ts'
import type { Live } from '#kit/live.ts'

import {
  callState,
  changeSeat,
  leaveSeat,
  type PresentSeat,
  readyCall,
  sendSignal,
  signalTold,
  takeSeat,
  toldSignal,
} from '../contract.ts'
import type { Engine, Remote } from './engine.ts'
import { createMeshEngine } from './mesh-engine.ts'
import type { OwnMedia } from './own-media.ts'

/** Why one is not, or no longer, in the call. Every other refusal has its own words. */
export type Outside = { code: string; message: string }

export type SessionState = {
  phase: 'outside' | 'joining' | 'inside'
  /** Why one is outside, if not by one's own wish; or, while joining, what one waits for. */
  why: Outside | null
  ownSeat: string
  seats: readonly PresentSeat[]
  remotes: readonly Remote[]
  /** Said once, such as that a camera has to wait. */
  notice: string | null
}

/** One page in one call. */
export type Session = {
  state(): SessionState
  onChange(hear: () => void): () => void
  join(wish: { moves: boolean }): Promise<void>
  leave(): void
  dismissNotice(): void
  engine(): Engine | null
  close(): void
}

const serversFreshMs = 60_000
const tryAgainMs = 1_000

/** Takes part in the call behind a join link with what `media` gives, and comes back by itself whenever the line does. */
export function openSession({ live, token, media }: { live: Live; token: string; media: OwnMedia }): Session {
  // Another one for each time one comes in: others must not take it for the one that left.
  let ownSeat: string = crypto.randomUUID()
  const hearers = new Set<() => void>()
  let engine: Engine | null = null
  let stopTopic = (): void => undefined
  let servers: { config: Promise<RTCConfiguration>; at: number } | undefined
  let said = ''
  let state: SessionState = {
    phase: 'outside',
    why: null,
    ownSeat,
    seats: [],
    remotes: [],
    notice: null,
  }

  const stops = [
    live.onTold(signalTold, (data) => {
      const told = toldSignal.safeParse(data)
      if (told.success) engine?.hear(told.data.from, told.data.signal)
    }),
    live.onState((line) => {
      if (line === 'live' && state.phase === 'inside') void comeBack()
      if (line === 'signed-out') end({ code: 'signed_out', message: 'You are signed out.' })
    }),
    media.onChange(() => {
      engine?.send(media.state().tracks)
      if (state.phase === 'inside') void saySending()
    }),
  ]
  addEventListener('pagehide', leave)

  return {
    state: () => state,
    onChange(hear) {
      hearers.add(hear)
      return () => hearers.delete(hear)
    },
    join,
    leave,
    dismissNotice: () => change({ notice: null }),
    engine: () => engine,
    close() {
      leave()
      removeEventListener('pagehide', leave)
      for (const stop of stops) stop()
      hearers.clear()
    },
  }

  function change(changes: Partial<SessionState>): void {
    state = { ...state, ...changes }
    for (const hear of hearers) hear()
  }

  async function join({ moves }: { moves: boolean }): Promise<void> {
    if (state.phase !== 'outside') return
    ownSeat = crypto.randomUUID()
    change({ phase: 'joining', ownSeat, why: null, notice: null })
    await enter(ownSeat, moves)
  }

  async function enter(seat: string, moves: boolean): Promise<void> {
    try {
      await readServers()
      if (!isWanted(seat)) return
      const wantedCamera = media.state().camera
      // Before the others learn of us: what they say at once must find somebody who hears it.
      openEngine()
      const { camera } = await sit(moves)
      if (!isWanted(seat)) {
        stopTopic()
        return leaveQuietly(seat)
      }
      change({ phase: 'inside', why: null })
      if (wantedCamera && !camera) {
        media.putOut('camera')
        change({ notice: 'Four people are in already, so you came in with your camera off. You are heard.' })
      }
    } catch (error) {
      const why = outsideBy(error)
      if (!isWanted(seat)) return
      const isEarly = why.code === 'call_early'
      const waits = isEarly || (state.why?.code === 'call_early' && mayPass(error))
      if (!waits) return end(why)
      closeEngine()
      if (isEarly) change({ why })
      setTimeout(() => isWanted(seat) && void enter(seat, moves), tryAgainMs)
    }
  }

  // Whoever has left meanwhile may have come again, with another seat.
  function isWanted(seat: string): boolean {
    return state.phase === 'joining' && seat === ownSeat
  }

  async function sit(moves: boolean): Promise<{ camera: boolean }> {
    const sending = sendingNow()
    const answer = await live.ask(takeSeat, { token, seat: ownSeat, moves, ...sending })
    said = JSON.stringify({ ...sending, camera: answer.camera, sharing: answer.sharing })
    stopTopic()
    stopTopic = live.onTopic(answer.topic, hearTopic)
    return answer
  }

  function openEngine(): void {
    engine = createMeshEngine({
      ownSeat,
      readServers,
      say: async (to, signal) => void (await live.ask(sendSignal, { seat: ownSeat, to, signal })),
    })
    engine.onChange(() => change({ remotes: engine?.remotes() ?? [] }))
    engine.send(media.state().tracks)
    meet()
  }

  function hearTopic(told: unknown): void {
    const parsed = callState.safeParse(told)
    if (!parsed.success) return void comeBack()
    change({ seats: parsed.data.seats })
    meet()
  }

  function meet(): void {
    engine?.meet(state.seats.map(({ id }) => id).filter((id) => id !== ownSeat))
  }

  // The line was away, or we were taken for gone: the seat is still ours unless the answer says otherwise.
  async function comeBack(): Promise<void> {
    if (state.phase !== 'inside') return
    try {
      await sit(false)
      engine?.resume()
      await saySending()
    } catch (error) {
      const why = outsideBy(error)
      // With no line there is nothing to say; sound and pictures go on, and we come back with the line.
      if (why.code !== 'unreachable' && why.code !== 'unavailable') end(why)
    }
  }

  function sendingNow() {
    const { microphone, camera, sharing } = media.state()
    return { microphone, camera, sharing }
  }

  async function saySending(): Promise<void> {
    const sending = sendingNow()
    const text = JSON.stringify(sending)
    if (text === said) return
    said = text
    try {
      await live.ask(changeSeat, { seat: ownSeat, ...sending })
    } catch (error) {
      const { code, message } = outsideBy(error)
      said = ''
      if (code === 'call_cameras_full') media.putOut('camera')
      if (code === 'call_sharing_taken') media.putOut('screen')
      if (code === 'call_cameras_full' || code === 'call_sharing_taken') change({ notice: message })
    }
  }

  function readServers(): Promise<RTCConfiguration> {
    if (!servers || Date.now() - servers.at > serversFreshMs) {
      servers = { config: askServers(), at: Date.now() }
      // What failed is asked anew.
      servers.config.catch(() => (servers = undefined))
    }
    return servers.config
  }

  async function askServers(): Promise<RTCConfiguration> {
    const { iceServers, iceTransportPolicy } = await call(readyCall, { params: { token } })
    return { iceServers: iceServers.map(withoutBlanks), iceTransportPolicy }
  }

  function leave(): void {
    if (state.phase === 'outside') return
    leaveQuietly(ownSeat)
    end(null)
  }

  function leaveQuietly(seat: string): void {
    live.ask(leaveSeat, { seat }).catch(() => undefined)
  }

  function end(why: Outside | null): void {
    stopTopic()
    closeEngine()
    change({ phase: 'outside', why, seats: [], remotes: [], notice: null })
  }

  function closeEngine(): void {
    engine?.close()
    engine = null
  }
}

function outsideBy(error: unknown): Outside {
  if (error instanceof Refused) return { code: error.code, message: error.message }
  throw error
}

function withoutBlanks({
  urls,
  username,
  credential,
}: {
  urls: string[]
  username?: string
  credential?: string
}) {
  return {
    urls,
    ...(username !== undefined && { username }),
    ...(credential !== undefined && { credential }),
  }
}
