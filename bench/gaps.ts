import { randomUUID } from 'node:crypto'

import { openConnection, rawRequest, type RawConnection } from './http-client.ts'
import { openLive, type RawLive } from './live-client.ts'
import { createDatabase } from './postgres.ts'
import { startParley } from './processes.ts'
import type { How, Measured } from './row.ts'
import { addPeople, addRooms, cookieOf, type Person } from './seed.ts'

const sizes = { quick: 1, usual: 5, full: 20 }
const gap = 1000
const before = 50
const pageSize = 200
const heardWithinMs = 30_000

type Frame = {
  t: string
  s?: string
  q?: number
  heads?: Record<string, number>
  d?: { message?: { body: string } }
}

type Reader = {
  /** What was applied, in order. */
  texts: string[]
  connect(): Promise<void>
  cut(): void
  until(count: number): Promise<void>
  close(): void
}

/**
 * A reader who is cut off, misses a thousand messages, comes back while more are written, and is cut again in the middle
 * of catching up. Counts what it has lost, doubled or in another order than it was sent.
 */
export async function reconnectAfterGaps(how: How): Promise<Measured> {
  const database = await createDatabase()
  const { connectionString: databaseUrl, keyFile } = database
  const parley = await startParley({ databaseUrl, keyFile })
  let violations = 0
  let sent = 0
  try {
    const people = await addPeople(database.client, 2)
    const [writer, person] = people as [Person, Person]
    for (let round = 0; round < sizes[how.size]; round += 1) {
      const [roomId = ''] = await addRooms(database.client, [people])
      const connection = openConnection(parley.port)
      const reader = openReader(parley.port, roomId, person)
      const texts: string[] = []
      const write = async (count: number) => {
        for (let nth = 0; nth < count; nth += 1) {
          const text = `${round}-${texts.length}`
          await post(connection, parley.port, roomId, writer, text)
          texts.push(text)
        }
      }
      await reader.connect()
      await write(before)
      await reader.until(before)
      reader.cut()
      await write(gap)
      const meanwhile = write(before)
      await reader.connect()
      await new Promise((resolve) => setTimeout(resolve, 5))
      reader.cut()
      await reader.connect()
      await meanwhile
      await reader.until(texts.length)
      violations += countDifferences(reader.texts, texts)
      sent += texts.length
      reader.close()
      connection.close()
    }
  } finally {
    await parley.end()
    await database.drop()
  }
  return { ours: violations, steady: true, note: `${sent} messages, ${sizes[how.size]} gaps of ${gap}` }
}

async function post(
  connection: RawConnection,
  port: number,
  roomId: string,
  writer: Person,
  body: string,
): Promise<void> {
  const { status } = await connection.ask(
    rawRequest(port, {
      method: 'POST',
      path: `/api/rooms/${roomId}/messages`,
      cookie: cookieOf(writer, port),
      body: { clientId: randomUUID(), body },
    }),
  )
  if (status !== 200) throw new Error(`A message was answered with ${status}`)
}

// Keeps the number it stands at. What follows it is applied; a hole is read back over HTTP; what it had is left out.
function openReader(port: number, roomId: string, person: Person): Reader {
  const stream = `r:${roomId}`
  const cookie = cookieOf(person, port)
  const texts: string[] = []
  let at = 0
  let live: RawLive | undefined
  let pages = openConnection(port)
  let reading: Promise<void> | undefined
  let behind = 0

  return {
    texts,
    async connect() {
      live = await openLive({ port, cookie, hello: true }, (payload) =>
        hear(JSON.parse(payload.toString()) as Frame),
      )
    },
    cut() {
      live?.close()
      pages.close()
      pages = openConnection(port)
    },
    async until(count) {
      const end = performance.now() + heardWithinMs
      while (texts.length < count && performance.now() < end)
        await new Promise((resolve) => setTimeout(resolve, 5))
    },
    close() {
      live?.close()
      pages.close()
    },
  }

  function hear(frame: Frame): void {
    if (frame.t === 'welcome') return know(frame.heads?.[stream] ?? 0)
    if (frame.s !== stream || frame.q === undefined) return
    if (frame.q === at + 1) return apply(frame)
    if (frame.q > at) know(frame.q)
  }

  function know(head: number): void {
    behind = Math.max(behind, head)
    if (behind > at) reading ??= readBack().finally(() => (reading = undefined))
  }

  async function readBack(): Promise<void> {
    while (at < behind) {
      const path = `/api/streams/${stream}/events?after=${at}&limit=${pageSize}`
      const answer = await pages.ask(rawRequest(port, { path, cookie })).catch(() => undefined)
      if (!answer) continue
      const { events } = JSON.parse(answer.body.toString()) as { events: Frame[] }
      for (const event of events) if (event.q === at + 1) apply(event)
    }
  }

  function apply(frame: Frame): void {
    at += 1
    const text = frame.d?.message?.body
    if (text !== undefined) texts.push(text)
  }
}

function countDifferences(had: readonly string[], sent: readonly string[]): number {
  const wrong = sent.filter((text, index) => had[index] !== text).length
  return wrong + Math.max(0, had.length - sent.length)
}
