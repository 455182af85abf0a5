import { afterAll, beforeAll, expect, test } from 'vitest'

import { chores } from '#calls'
import { cards } from '#test/meetings/offers.ts'
import { type Client, makeRoom, startTestApp, type TestApp, testStart } from '#test/support/app.ts'

import { comeIn, hearSeats, runningClock } from './call-world.ts'

let parley: TestApp
let ana: Client
let ben: Client
let chiyo: Client

beforeAll(async () => {
  parley = await startTestApp({ clock: runningClock() })
  ana = await parley.as('ana')
  ben = await parley.as('ben')
  chiyo = await parley.as('chiyo')
})
afterAll(() => parley.stop())

async function start(client: Client, roomId: string): Promise<{ path: string; token: string }> {
  const answer = await client.post(`/api/rooms/${roomId}/call`)
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  const path: string = answer.body.joinPath
  return { path, token: path.split('/').at(-1) ?? '' }
}

async function cardOf(client: Client, roomId: string) {
  const [card] = (await cards(client, roomId)).filter(({ kind }) => kind === 'call')
  return (await client.get(`/api/room-calls/${card?.id}`)).body.call
}

async function sweep(seconds: number): Promise<void> {
  parley.clock.advance(seconds * 1000)
  for (const { run } of chores) await run(parley.app)
}

test('a call is started at once, and is one for everybody in the room, whoever starts it how often', async () => {
  const roomId = await makeRoom(ana, [ben])
  const starts = await Promise.all([ana, ben, ana, ben, ana].map((client) => start(client, roomId)))
  expect(new Set(starts.map(({ path }) => path)).size).toBe(1)
  expect((await cards(ben, roomId)).filter(({ kind }) => kind === 'call')).toHaveLength(1)
  expect(await cardOf(ben, roomId)).toMatchObject({
    endedAt: null,
    present: [],
    people: [],
    joinPath: starts[0]?.path,
  })
  const eve = await parley.as('eve')
  expect((await eve.post(`/api/rooms/${roomId}/call`)).status).toBe(404)
  expect((await eve.get(`/api/join/${starts[0]?.token}`)).status).toBe(404)
  expect((await eve.get(`/api/room-calls/${(await cardOf(ben, roomId)).id}`)).status).toBe(404)
})

test('who is in stands on its card; it ends by itself, as long as it was, and the next one is another', async () => {
  const roomId = await makeRoom(ana, [ben])
  const { token, path } = await start(ana, roomId)
  const first = await comeIn(parley, ana, token)
  const second = await comeIn(parley, ben, token)
  await hearSeats(first.page, [first.seat, second.seat])
  const names = (people: { name: string }[]) => people.map(({ name }) => name)
  expect(names((await cardOf(ben, roomId)).present)).toEqual(['Ana Silva', 'Ben Carter'])

  parley.clock.advance(12 * 60_000)
  await second.page.ask('call.leave', { seat: second.seat })
  expect(names((await cardOf(ben, roomId)).present)).toEqual(['Ana Silva'])
  await first.page.ask('call.leave', { seat: first.seat })
  await sweep(5)
  expect((await cardOf(ben, roomId)).endedAt).toBeNull()
  await sweep(40)
  const over = await cardOf(ben, roomId)
  expect(over).toMatchObject({ joinPath: null, present: [] })
  expect(names(over.people)).toEqual(['Ana Silva', 'Ben Carter'])
  const minutes = (Date.parse(over.endedAt) - Date.parse(over.startedAt)) / 60_000
  expect(Math.round(minutes)).toBe(12)

  const late = await comeIn(parley, ben, token)
  expect(late.answer).toMatchObject({ code: 'call_ended' })
  expect((await start(ben, roomId)).path).not.toBe(path)
  for (const { page } of [first, second, late]) page.cut()
})

test('one that nobody comes into ends as well', async () => {
  parley.clock.set(testStart)
  const roomId = await makeRoom(ana, [ben])
  await start(ana, roomId)
  await sweep(100)
  expect((await cardOf(ana, roomId)).endedAt).toBeNull()
  await sweep(100)
  const over = await cardOf(ana, roomId)
  expect(over.endedAt).toBe(over.startedAt)
})

test('who comes into the room while it runs can come in, and who is not in the room cannot', async () => {
  const roomId = await makeRoom(ana, [ben])
  const { token } = await start(ana, roomId)
  expect((await chiyo.get(`/api/join/${token}`)).status).toBe(404)
  const entry = await ana.post(`/api/rooms/${roomId}/entries/link`)
  await chiyo.post(`/api/entries/${String(entry.body.entry.url).split('/').at(-1)}`)
  await expect.poll(async () => (await chiyo.get(`/api/join/${token}`)).status, { timeout: 25_000 }).toBe(200)
  await ana.delete(`/api/rooms/${roomId}/members/${chiyo.personId}`)
  expect((await chiyo.get(`/api/join/${token}`)).status).toBe(404)
})
