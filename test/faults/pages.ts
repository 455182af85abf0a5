import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

import { WebSocket } from 'ws'

import { applyRoomEvent, roomStream, type RoomState } from '#rooms/room.ts'
import type { StreamEvent } from '#rooms/contract/stream.ts'
import type { ServerProcess } from '#test/support/server-process.ts'

import type { Dice } from '../proofs/random-questions.ts'
import { ask, type Person } from './two-servers.ts'

/** Somebody's open page: rooms kept up to date by the product's own live client, over a line that can be cut. */
export type Page = {
  person: Person
  /** Each room as the page shows it. */
  rooms: Map<string, RoomState>
  /** Every event number heard of a room's stream, in the order it was told, and where the page began. */
  heard: Map<string, { from: number; numbers: number[] }>
  /** The line breaks; the page may connect again. */
  cut(): void
  /** The lid is closed: no line until it is opened. */
  shut(): void
  open(): void
  /** Whether it has heard everything up to these numbers. */
  isLevel(heads: Readonly<Record<string, number>>): boolean
  close(): void
}

// The parts of `kit/live.ts` that are used here; it is typed for the browser, so it is loaded at run time.
type Live = {
  onEvent(hear: (event: StreamEvent) => void): () => void
  know(stream: string, seq: number): void
  close(): void
}
type ReadGap = (stream: string, after: number) => Promise<{ events: StreamEvent[]; head: number }>
type ConnectLive = (address: string, readGap: ReadGap) => Live

type Line = {
  headers(server: ServerProcess): Record<string, string>
  sockets: Set<WebSocket>
  isShut: boolean
  server(): ServerProcess
}

const lines = new Map<string, Line>()
const nobody = 'ws://127.0.0.1:1/live'

/** The browser around the live client: a socket that sends the page's cookie, and events nobody fires but `hurry`. */
export function furnishBrowser(stub: (name: string, value: unknown) => void): { hurry(): void } {
  const target = new EventTarget()
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' })
  // All pages of a test listen to the same two.
  setMaxListeners(0, target, page)
  stub('document', page)
  stub('addEventListener', target.addEventListener.bind(target))
  stub('removeEventListener', target.removeEventListener.bind(target))
  stub('WebSocket', PageSocket)
  return { hurry: () => void target.dispatchEvent(new Event('online')) }
}

class PageSocket extends WebSocket {
  constructor(address: string) {
    const line = lines.get(address)
    const server = line && !line.isShut ? line.server() : undefined
    super(server ? `${server.url.replace('http', 'ws')}/live` : nobody, {
      headers: server && line ? line.headers(server) : {},
    })
    this.on('error', () => undefined)
    line?.sockets.add(this)
    this.on('close', () => line?.sockets.delete(this))
  }
}

/** Opens a page on these rooms. Every time it connects or reads it may be to another server. */
export async function openPage(
  servers: readonly ServerProcess[],
  roll: Dice,
  person: Person,
  roomIds: readonly string[],
): Promise<Page> {
  const file: string = '#kit/live.ts'
  const { connectLive } = (await import(file)) as { connectLive: ConnectLive }
  const anyServer = () => servers[roll(servers.length)] as ServerProcess
  const address = `ws://page-${lines.size}.test/live`
  const line: Line = {
    server: anyServer,
    sockets: new Set(),
    isShut: false,
    headers: (server) => ({ cookie: `${server.cookieName}=${person.token}`, origin: server.url }),
  }
  lines.set(address, line)
  const rooms = new Map<string, RoomState>()
  const heard = new Map<string, { from: number; numbers: number[] }>()
  for (const roomId of roomIds) {
    const state = await readRoom(servers, roll, person, roomId)
    rooms.set(roomId, state)
    heard.set(roomStream(roomId), { from: state.head, numbers: [] })
  }
  const live = connectLive(address, readGap)
  for (const [roomId, { head }] of rooms) live.know(roomStream(roomId), head)
  live.onEvent((event) => {
    heard.get(event.s)?.numbers.push(event.q)
    for (const [roomId, state] of rooms) rooms.set(roomId, applyRoomEvent(state, event, person.id))
  })

  return {
    person,
    rooms,
    heard,
    cut,
    shut() {
      line.isShut = true
      cut()
    },
    open: () => void (line.isShut = false),
    isLevel: (heads) =>
      [...rooms.values()].every((state) => state.head >= (heads[roomStream(state.room.id)] ?? 0)),
    close: () => live.close(),
  }

  function cut(): void {
    for (const socket of line.sockets) socket.terminate()
  }

  async function readGap(stream: string, after: number) {
    const path = `/api/streams/${stream}/events?after=${after}`
    const { status, body } = line.isShut
      ? { status: 0, body: undefined }
      : await ask(anyServer(), person, { method: 'GET', path })
    if (status !== 200) throw new Error(`The stream could not be read: ${status}`)
    return body
  }
}

/** The room as a fresh page would show it; asks until a server answers. */
export async function readRoom(
  servers: readonly ServerProcess[],
  roll: Dice,
  person: Person,
  roomId: string,
): Promise<RoomState> {
  for (;;) {
    const server = servers[roll(servers.length)] as ServerProcess
    const { status, body } = await ask(server, person, { method: 'GET', path: `/api/rooms/${roomId}` })
    if (status === 200) return body
    await sleep(100)
  }
}
