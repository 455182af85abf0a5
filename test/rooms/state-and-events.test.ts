import { afterAll, beforeAll, expect, test } from 'vitest'

import type { StreamEvent } from '#rooms/contract/stream.ts'
import { applyListEvent, applyRoomEvent, type RoomListState, type RoomState } from '#rooms/room.ts'
import { startTestApp, type TestApp } from '#test/support/app.ts'
import { type Client, makeRoom, newKey } from '#test/support/client.ts'

import { bookFor, sendOffer, startsOf } from '../meetings/offers.ts'

let testApp: TestApp
let people: Client[]

beforeAll(async () => {
  testApp = await startTestApp()
  people = await Promise.all([testApp.as('ana'), testApp.as('ben'), testApp.as('chiyo')])
})
afterAll(() => testApp.stop())

/** A small linear congruential generator (Numerical Recipes), so that a failing run can be run again. */
function dice(seed: number): (sides: number) => number {
  let state = seed
  return (sides) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * sides)
  }
}

// Whatever happens, what a browser has and hears is what a fresh page would read.
test.each([1, 2, 3, 4])('state and the events after it are the state later (run %i)', async (seed) => {
  const roll = dice(seed)
  const [owner, ...others] = people as [Client, ...Client[]]
  const roomId = await makeRoom(owner, others, `Run ${seed}`)
  const reader = people[seed % people.length] as Client
  const own: { client: Client; messageId: string }[] = []
  const wayIn = (await owner.post(`/api/rooms/${roomId}/entries/link`)).body.entry.url.split('/').at(-1)

  let room = await readRoom(reader, roomId)
  let list = await readList(reader)
  for (let step = 0; step < 60; step += 1) {
    testApp.clock.advance(1_000 + roll(400_000))
    await act(step)
    if (roll(5) === 0) await catchUp()
  }
  await catchUp()
  const { messages, hasEarlier, ...rest } = await readRoom(reader, roomId)
  expect(room).toMatchObject(rest)
  // A fresh page shows the latest ones only; one that was open has those before them as well.
  expect(room.messages.slice(-messages.length)).toEqual(messages)
  expect(room.messages.length > messages.length).toBe(hasEarlier)
  expect(list).toEqual(await readList(reader))

  async function act(step: number): Promise<void> {
    const client = people[roll(people.length)] as Client
    const target = own[roll(Math.max(1, own.length))]
    switch (roll(10)) {
      case 0:
        if (target)
          await target.client.patch(pathOf(target.messageId), { body: `**Edited** in step ${step}` })
        return
      case 1:
        if (target) await target.client.delete(pathOf(target.messageId))
        return
      case 2:
        await client.put(`/api/rooms/${roomId}/read`, { seq: roll(120) })
        return
      case 3:
        await owner.patch(`/api/rooms/${roomId}`, { name: `Run ${seed}, step ${step}` })
        return
      case 4:
        await owner.post(`/api/rooms/${roomId}/owner`, { personId: client.personId })
        return
      case 5:
        // The reader stays: what they may not hear cannot be applied.
        if (client === reader) return
        await client.post(`/api/rooms/${roomId}/leave`)
        await client.post(`/api/entries/${wayIn}`)
        return
      case 6:
        await meet(client, step)
        return
      default: {
        const sent = await client.post(`/api/rooms/${roomId}/messages`, {
          clientId: newKey(),
          body: `Step [${step}](https://example.org) *now*`,
        })
        own.push({ client, messageId: sent.body.message.id })
      }
    }
  }

  // A card, which turns into another one or is taken back, and what the room says about it.
  async function meet(client: Client, step: number): Promise<void> {
    const inviteId = await sendOffer(client, roomId, { note: `Step ${step}`, timeZone: 'UTC' })
    const [booker] = people.filter((one) => one !== client) as [Client]
    const startsAt = (await startsOf(booker, inviteId)).at(roll(20))
    if (!startsAt || roll(3) === 0) await client.post(`/api/invites/${inviteId}/withdraw`)
    else {
      const meetingId = await bookFor(booker, inviteId, startsAt)
      if (roll(2)) await booker.post(`/api/meetings/${meetingId}/cancel`, { requestId: newKey(), reason: '' })
    }
  }

  // The person's stream and the room's are heard in either order.
  async function catchUp(): Promise<void> {
    const streams = [`r:${roomId}`, `u:${reader.personId}`]
    if (roll(2)) streams.reverse()
    for (const stream of streams) {
      const after = list.heads[stream] ?? 0
      const { body } = await reader.get(`/api/streams/${stream}/events?after=${after}`)
      for (const event of body.events as StreamEvent[]) {
        room = applyRoomEvent(room, event, reader.personId)
        list = applyListEvent(list, event, reader.personId)
      }
    }
  }

  function pathOf(messageId: string): string {
    return `/api/rooms/${roomId}/messages/${messageId}`
  }
})

test('a message that is heard twice, or was read already, changes nothing', async () => {
  const [ana, ben] = people as [Client, Client]
  const roomId = await makeRoom(ana, [ben])
  const before = await readRoom(ben, roomId)
  await ana.post(`/api/rooms/${roomId}/messages`, { clientId: newKey(), body: 'Once' })
  const { body } = await ben.get(`/api/streams/r:${roomId}/events`)
  const after = await readRoom(ben, roomId)
  const heard: RoomState = body.events.reduce(
    (state: RoomState, event: StreamEvent) => applyRoomEvent(state, event, ben.personId),
    before,
  )
  expect(heard).toEqual(after)
  for (const event of body.events) expect(applyRoomEvent(after, event, ben.personId)).toBe(after)
})

test('whoever stands before what is kept of a stream is told to read the state again', async () => {
  const [ana, ben] = people as [Client, Client]
  const roomId = await makeRoom(ana, [ben])
  const { head } = await readRoom(ben, roomId)
  const place = `/api/streams/r:${roomId}/events`
  const { db } = testApp.app
  await db.deleteFrom('events').where('stream_id', '=', `r:${roomId}`).where('seq', '<', head).execute()
  const refused = await ben.get(`${place}?after=0`)
  expect(refused.status).toBe(410)
  expect(refused.body.error.code).toBe('history_gone')
  expect((await ben.get(`${place}?after=${head - 1}`)).body.events).toHaveLength(1)
  expect((await ben.get(`${place}?after=${head}`)).body).toEqual({ events: [], head })
})

async function readRoom(client: Client, roomId: string): Promise<RoomState> {
  return (await client.get(`/api/rooms/${roomId}`)).body
}

async function readList(client: Client): Promise<RoomListState> {
  return (await client.get('/api/rooms')).body
}
