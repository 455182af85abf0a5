import { setTimeout as sleep } from 'node:timers/promises'

import { afterAll, beforeAll, expect, test, vi } from 'vitest'

import { newKey } from '#test/support/client.ts'
import type { ServerProcess } from '#test/support/server-process.ts'

import { dice } from '../proofs/random-questions.ts'
import { furnishBrowser, openPage, type Page, readRoom } from './pages.ts'
import {
  ask,
  findTornStreams,
  makePeople,
  makeRoom,
  type Person,
  startTwoServers,
  type Told,
  type TwoServers,
  untilReady,
} from './two-servers.ts'

/** FULL=1 is the whole proof: 10 000 sends around 50 kills; otherwise a small part of it. */
const sends = process.env.FULL ? 10_000 : Number(process.env.SENDS ?? 600)
const kills = process.env.FULL ? 50 : Number(process.env.KILLS ?? 4)
const seed = Number(process.env.SEED ?? 3)
const senderCount = 20
/** The whole of it takes its time on a small machine. */
const withinMs = process.env.FULL ? 3_600_000 : 600_000
const longestPauseMs = 60

/** A message that a server has acknowledged, as it was acknowledged last. */
type Acknowledged = {
  sender: Person
  roomId: string
  clientId: string
  body: string
  id: string
  seq: number
}

const roll = dice(seed)
const acknowledged: Acknowledged[] = []
let on: TwoServers
let people: Person[]
let roomIds: string[]
let pages: Page[]
let browser: ReturnType<typeof furnishBrowser>
let written = 0
let tried = 0
let cuts = 0
let killed = 0
let refusedReuses = 0

beforeAll(async () => {
  on = await startTwoServers()
  browser = furnishBrowser((name, value) => vi.stubGlobal(name, value))
  people = await makePeople(on.db, senderCount)
  roomIds = [
    await makeRoom(on.db, people),
    await makeRoom(on.db, people),
    await makeRoom(on.db, people.slice(0, 5)),
  ]
  // Everybody has a page open, and the first five have two.
  pages = await Promise.all(
    [...people, ...people.slice(0, 5)].map((person) => openPage(on.servers, roll, person, roomsOf(person))),
  )
})
afterAll(async () => {
  for (const page of pages) page.close()
  vi.unstubAllGlobals()
  await on.stop()
})

test(`${sends} messages around ${kills} kills`, { timeout: withinMs }, async () => {
  const laptop = pages.at(-1) as Page
  laptop.shut()
  await Promise.all([killServers(), cutLines(), ...people.map(sendInTurn)])
  laptop.open()
  browser.hurry()
  await untilReady(on.servers)
  console.log(
    `${written} messages of ${senderCount} people in ${tried} requests, ${killed} kills, ${cuts} lines cut; ${refusedReuses} reused ids refused`,
  )
  expect(written).toBeGreaterThanOrEqual(sends)
})

test('what is acknowledged is there once, as it was acknowledged', async () => {
  const rows = await on.db.selectFrom('messages').selectAll().where('kind', '=', 'text').execute()
  const byClientId = Map.groupBy(rows, (row) => row.client_id)
  const wrong = acknowledged.filter(({ sender, roomId, clientId, body, id, seq }) => {
    const [row, ...more] = byClientId.get(clientId) ?? []
    return (
      more.length > 0 ||
      row?.id !== id ||
      row.seq !== seq ||
      row.room_id !== roomId ||
      row.sender_id !== sender.id ||
      row.body !== body
    )
  })
  expect(wrong).toEqual([])
  expect(acknowledged).toHaveLength(written)
  expect(rows).toHaveLength(written)
})

test('what one person said stands in the order it was said', () => {
  for (const mine of Map.groupBy(acknowledged, ({ sender, roomId }) => `${sender.id} ${roomId}`).values())
    expect(mine.map(({ seq }) => seq)).toEqual(
      mine.map(({ seq }) => seq).toSorted((one, other) => one - other),
    )
})

test('no number is left out and none is there twice', async () => {
  expect(await findTornStreams(on.db)).toEqual([])
})

test('every page has heard everything once and in order, the laptop that was closed as well', async () => {
  const heads = await readHeads()
  const deadline = Date.now() + 60_000
  while (!pages.every((page) => page.isLevel(heads)) && Date.now() < deadline) await sleep(200)
  for (const page of pages) {
    for (const [stream, { from, numbers }] of page.heard) {
      const head = heads[stream] ?? 0
      expect(numbers).toEqual(Array.from({ length: head - from }, (_, index) => from + 1 + index))
    }
  }
})

test('what the pages show is what a fresh one shows', async () => {
  for (const page of pages) {
    for (const [roomId, shown] of page.rooms) {
      const fresh = await readRoom(on.servers, roll, page.person, roomId)
      const { messages, hasEarlier: _page, ...rest } = fresh
      expect(shown).toMatchObject(rest)
      expect(shown.messages.slice(-messages.length)).toEqual(messages)
    }
  }
})

// One at a time in each room, under the same id until it is acknowledged, as the product's own outbox does.
async function sendInTurn(sender: Person): Promise<void> {
  const rooms = roomsOf(sender)
  while (isUnderWay()) {
    const roomId = rooms[roll(rooms.length)] as string
    const body = `Message ${(written += 1)} of ${sender.id}`
    const clientId = newKey()
    const message = await sendUntilAnswered(sender, roomId, clientId, body)
    acknowledged.push({ sender, roomId, clientId, body, id: message.id, seq: message.seq })
    if (roll(25) === 0) await reuse(sender, roomId, clientId)
    await sleep(roll(longestPauseMs))
  }
}

async function sendUntilAnswered(sender: Person, roomId: string, clientId: string, body: string) {
  for (;;) {
    // Now and then two tabs send the same at once, or the answer is lost.
    const tabs = roll(8) === 0 ? 2 : 1
    const dropAfterMs = roll(6) === 0 ? roll(40) : undefined
    const answers = await Promise.all(
      Array.from({ length: tabs }, () => send(sender, roomId, { clientId, body }, dropAfterMs)),
    )
    const ids = new Set(answers.flatMap((answer) => (answer.status === 200 ? [answer.body.message.id] : [])))
    expect(ids.size).toBeLessThan(2)
    const unexpected = answers.filter(({ status }) => ![0, 200, 503].includes(status))
    expect(unexpected).toEqual([])
    const told = answers.find(({ status }) => status === 200)
    if (told) return told.body.message
    await sleep(50 + roll(250))
  }
}

async function reuse(sender: Person, roomId: string, clientId: string): Promise<void> {
  const { status, body } = await send(sender, roomId, { clientId, body: 'Something else' })
  if (status === 0 || status === 503) return
  expect([status, body.error?.code]).toEqual([409, 'client_id_reused'])
  refusedReuses += 1
}

function send(sender: Person, roomId: string, body: object, dropAfterMs?: number): Promise<Told> {
  tried += 1
  return ask(on.servers[roll(2)] as ServerProcess, sender, {
    method: 'POST',
    path: `/api/rooms/${roomId}/messages`,
    body,
    ...(dropAfterMs !== undefined && { dropAfterMs }),
  })
}

// One server after the other, so that sometimes only one is there and sometimes, for a moment, none.
async function killServers(): Promise<void> {
  while (killed < kills) {
    await sleep(500 + roll(1500))
    const both = killed % 5 === 4
    const victims = both ? on.servers : [on.servers[killed % 2] as ServerProcess]
    await Promise.all(victims.map((server) => server.kill()))
    killed += victims.length
    await Promise.all(victims.map((server) => server.startAgain())).catch(giveUp)
  }
}

// Nobody waits for kills that will not come.
function giveUp(error: unknown): never {
  killed = Number.POSITIVE_INFINITY
  throw error
}

async function cutLines(): Promise<void> {
  while (isUnderWay()) {
    await sleep(1000 + roll(2000))
    for (const page of pages) {
      if (roll(3) > 0) continue
      page.cut()
      cuts += 1
    }
  }
}

function isUnderWay(): boolean {
  return written < sends || killed < kills
}

async function readHeads(): Promise<Record<string, number>> {
  const rows = await on.db.selectFrom('streams').selectAll().execute()
  return Object.fromEntries(rows.map((row) => [row.id, row.last_seq]))
}

function roomsOf(person: Person): string[] {
  return people.indexOf(person) < 5 ? roomIds : roomIds.slice(0, 2)
}
