import { afterAll, beforeAll, expect, test } from 'vitest'

import type { WireEvent } from '#platform/contract.ts'
import { startTestApp, type TestApp } from '#test/support/app.ts'
import { type Client, makeRoom, newKey } from '#test/support/client.ts'

let testApp: TestApp
let ana: Client
let ben: Client
let chiyo: Client

beforeAll(async () => {
  testApp = await startTestApp()
  ana = await testApp.as('ana')
  ben = await testApp.as('ben')
  chiyo = await testApp.as('chiyo')
})
afterAll(() => testApp.stop())

// One after the other, so that who has been there longest is known.
async function makeRoomInTurn(): Promise<string> {
  const roomId = await makeRoom(ana, [])
  const { body } = await ana.post(`/api/rooms/${roomId}/entries/link`)
  const token = body.entry.url.split('/').at(-1)
  for (const client of [ben, chiyo]) {
    testApp.clock.advance(60_000)
    await client.post(`/api/entries/${token}`)
  }
  return roomId
}

async function ownerOf(roomId: string, reader: Client): Promise<string[]> {
  const { members } = (await reader.get(`/api/rooms/${roomId}`)).body
  return members.flatMap((member: { role: string; personId: string }) =>
    member.role === 'owner' ? [member.personId] : [],
  )
}

test('when the owner leaves, the longest member follows, and the room says both', async () => {
  const roomId = await makeRoomInTurn()
  await ana.post(`/api/rooms/${roomId}/leave`)
  expect(await ownerOf(roomId, chiyo)).toEqual([ben.personId])
  const { messages } = (await chiyo.get(`/api/rooms/${roomId}`)).body
  expect(messages.slice(-2).map((message: { body: string }) => message.body)).toEqual([
    'Ana Silva left',
    'Ben Carter owns this room now',
  ])
  expect((await ben.patch(`/api/rooms/${roomId}`, { name: 'Ben’s' })).status).toBe(200)
})

test('the last one leaves an empty room behind, and who comes in next owns it', async () => {
  const roomId = await makeRoom(ana, [])
  const { body } = await ana.post(`/api/rooms/${roomId}/entries/link`)
  expect((await ana.post(`/api/rooms/${roomId}/leave`)).status).toBe(200)
  expect((await ana.get(`/api/rooms/${roomId}`)).status).toBe(404)
  await ben.post(`/api/entries/${body.entry.url.split('/').at(-1)}`)
  expect(await ownerOf(roomId, ben)).toEqual([ben.personId])
})

test('a room is handed over to a member and to nobody else', async () => {
  const roomId = await makeRoomInTurn()
  const eve = await testApp.as('eve')
  expect((await ana.post(`/api/rooms/${roomId}/owner`, { personId: eve.personId })).status).toBe(404)
  expect((await ana.post(`/api/rooms/${roomId}/owner`, { personId: chiyo.personId })).status).toBe(200)
  expect(await ownerOf(roomId, ana)).toEqual([chiyo.personId])
  expect((await ana.patch(`/api/rooms/${roomId}`, { name: 'Still mine' })).body.error.code).toBe('owner_only')
})

test('both hand over at once: there is one owner in the end', async () => {
  const roomId = await makeRoomInTurn()
  const answers = await Promise.all([
    ana.post(`/api/rooms/${roomId}/owner`, { personId: ben.personId }),
    ana.post(`/api/rooms/${roomId}/owner`, { personId: chiyo.personId }),
    ana.post(`/api/rooms/${roomId}/leave`),
  ])
  for (const answer of answers) expect([200, 403, 404]).toContain(answer.status)
  expect(await ownerOf(roomId, ben)).toHaveLength(1)
})

test('an owner is not removed, and who is removed is out at once', async () => {
  const roomId = await makeRoomInTurn()
  const self = await ana.delete(`/api/rooms/${roomId}/members/${ana.personId}`)
  expect([self.status, self.body.error.code]).toEqual([409, 'owner_cannot_be_removed'])
  expect((await ana.delete(`/api/rooms/${roomId}/members/${ben.personId}`)).status).toBe(200)
  expect((await ben.get(`/api/rooms/${roomId}`)).status).toBe(404)
  expect((await ana.delete(`/api/rooms/${roomId}/members/${ben.personId}`)).status).toBe(404)
  const { messages } = (await chiyo.get(`/api/rooms/${roomId}`)).body
  expect(messages.at(-1)).toMatchObject({
    body: 'Ana Silva removed Ben Carter',
    detail: { type: 'member.removed' },
  })
})

test('a new name of a person reaches their rooms', async () => {
  const roomId = await makeRoomInTurn()
  await ben.patch('/api/me', { name: 'Benjamin Carter', timeZone: 'America/Chicago' })
  await expect
    .poll(async () => (await ana.get(`/api/streams/r:${roomId}/events`)).body.events.at(-1), {
      timeout: 8_000,
    })
    .toMatchObject({
      k: 'member.changed',
      d: { personId: ben.personId, name: 'Benjamin Carter', timeZone: 'America/Chicago' },
    })
})

test('nothing that somebody sends while they are removed lands after it', async () => {
  const statuses: number[] = []
  for (let round = 0; round < 8; round += 1) {
    const roomId = await makeRoom(ana, [ben])
    const sending = Array.from({ length: 6 }, (_, index) =>
      ben.post(`/api/rooms/${roomId}/messages`, { clientId: newKey(), body: `Round ${round}, ${index}` }),
    )
    const removal = ana.delete(`/api/rooms/${roomId}/members/${ben.personId}`)
    const sent = await Promise.all(sending)
    expect((await removal).status).toBe(200)
    statuses.push(...sent.map(({ status }) => status))
    const { events } = (await ana.get(`/api/streams/r:${roomId}/events`)).body as { events: WireEvent[] }
    const left = events.find(({ k }) => k === 'member.left')?.q ?? 0
    expect(left).toBeGreaterThan(0)
    const late = events.filter(({ k, by, q }) => k === 'message.sent' && by === ben.personId && q > left)
    expect(late).toEqual([])
  }
  expect(new Set(statuses).difference(new Set([200, 404]))).toEqual(new Set())
})
