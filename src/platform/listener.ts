import { type RawData, WebSocket } from 'ws'

import type { Follower } from './following.ts'
import type { Caller } from './http.ts'
import { newId } from './ids.ts'

/** One live connection: a window of somebody's browser. */
export type Listener = Follower & {
  socket: WebSocket
  caller: Caller
  /** The streams it hears. */
  streams: Set<string>
  greeted: boolean
  /** What it sent is taken one after the other. */
  taking: Promise<void>
  waiting: number
  send(frame: string | Buffer): void
}

/** Close codes of ours: 4001 the session ended, 4008 too slow a reader. 1012 (RFC 6455 registry): the server restarts. */
export const closeCodes = { signedOut: 4001, tooSlow: 4008, badFrame: 4400, tooMany: 4429, restart: 1012 }

const largestBacklog = 1024 * 1024

/** The live connection that this socket is. Whoever reads too slowly is cut off, and reads the rest back over HTTP. */
export function listenerOn(socket: WebSocket, caller: Caller): Listener {
  return {
    id: newId(),
    socket,
    caller,
    streams: new Set(),
    greeted: false,
    heardAt: performance.now(),
    taking: Promise.resolve(),
    waiting: 0,
    send(frame) {
      if (socket.readyState !== WebSocket.OPEN) return
      if (socket.bufferedAmount > largestBacklog)
        return socket.close(closeCodes.tooSlow, 'read faster, then resume')
      socket.send(frame, { binary: false })
    },
    ping: () => socket.ping(),
  }
}

/** What a frame holds; undefined when it is no JSON. */
export function parseFrame(data: RawData): unknown {
  try {
    return Buffer.isBuffer(data) ? JSON.parse(data.toString('utf8')) : undefined
  } catch {
    return undefined
  }
}

/** Closes a connection that sent what our own pages never send. */
export function refuseFrame({ socket }: Listener): void {
  socket.close(closeCodes.badFrame, 'unknown frame')
}
