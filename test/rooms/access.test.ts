import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { startTestApp, type TestApp } from '#test/support/app.ts'
import { type Answer, type Client, makeRoom, newKey } from '#test/support/client.ts'

type Someone = 'stranger' | 'outsider' | 'former member' | 'member' | 'owner'
type Place = { roomId: string; messageId: string; entryId: string; memberId: string }

let testApp: TestApp
let people: Record<Someone, Client>
let place: Place

beforeAll(async () => {
  testApp = await startTestApp()
  const [owner, member, former, outsider] = await Promise.all([
    testApp.as('ana'),
    testApp.as('ben'),
    testApp.as('chiyo'),
    testApp.as('eve'),
  ])
  people = { stranger: testApp.stranger(), outsider, 'former member': former, member, owner }
})
afterAll(() => testApp.stop())

async function makePlace(): Promise<void> {
  // Entries are counted by the hour.
  testApp.clock.advance(3_600_000)
  const { owner, member, 'former member': former } = people
  const roomId = await makeRoom(owner, [member, former], 'Secret plans')
  await former.post(`/api/rooms/${roomId}/leave`)
  const sent = await owner.post(`/api/rooms/${roomId}/messages`, { clientId: newKey(), body: 'Only for us' })
  const link = await owner.post(`/api/rooms/${roomId}/entries/link`)
  place = {
    roomId,
    messageId: sent.body.message.id,
    entryId: link.body.entry.id,
    memberId: member.personId,
  }
}

type Try = (client: Client, at: Place) => Promise<Answer>
type Row = [name: string, attempt: Try, member: number, owner: number]

// Every route of a room: to strangers 401, to everybody else outside 404, and inside what the rules say.
const rows: Row[] = [
  ['read the room', (client, at) => client.get(`/api/rooms/${at.roomId}`), 200, 200],
  [
    'read earlier messages',
    (client, at) => client.get(`/api/rooms/${at.roomId}/messages?before=99`),
    200,
    200,
  ],
  ['read its stream', (client, at) => client.get(`/api/streams/r:${at.roomId}/events`), 200, 200],
  [
    'send a message',
    (client, at) => client.post(`/api/rooms/${at.roomId}/messages`, { clientId: newKey(), body: 'Hello' }),
    200,
    200,
  ],
  [
    'edit the owner’s message',
    (client, at) => client.patch(`/api/rooms/${at.roomId}/messages/${at.messageId}`, { body: 'Other' }),
    403,
    200,
  ],
  [
    'delete the owner’s message',
    (client, at) => client.delete(`/api/rooms/${at.roomId}/messages/${at.messageId}`),
    403,
    200,
  ],
  ['mark it read', (client, at) => client.put(`/api/rooms/${at.roomId}/read`, { seq: 1 }), 200, 200],
  ['rename it', (client, at) => client.patch(`/api/rooms/${at.roomId}`, { name: 'Mine now' }), 403, 200],
  [
    'remove a member',
    (client, at) => client.delete(`/api/rooms/${at.roomId}/members/${at.memberId}`),
    403,
    200,
  ],
  [
    'hand it over',
    (client, at) => client.post(`/api/rooms/${at.roomId}/owner`, { personId: at.memberId }),
    403,
    200,
  ],
  ['leave it', (client, at) => client.post(`/api/rooms/${at.roomId}/leave`), 200, 200],
  ['list the ways in', (client, at) => client.get(`/api/rooms/${at.roomId}/entries`), 200, 200],
  ['make an entry link', (client, at) => client.post(`/api/rooms/${at.roomId}/entries/link`), 200, 200],
  [
    'send an entry mail',
    (client, at) => client.post(`/api/rooms/${at.roomId}/entries/mail`, { email: `${newKey()}@parley.test` }),
    200,
    200,
  ],
  [
    'revoke the owner’s entry',
    (client, at) => client.delete(`/api/rooms/${at.roomId}/entries/${at.entryId}`),
    403,
    200,
  ],
]

// The owner tries last: until then nobody has changed anything that another one needs.
describe.each(rows)('to %s', (_, attempt, member, owner) => {
  beforeAll(makePlace)
  test.each<[Someone, number]>([
    ['stranger', 401],
    ['outsider', 404],
    ['former member', 404],
    ['member', member],
    ['owner', owner],
  ])('for a %s is answered with %i', async (someone, status) => {
    const answer = await attempt(people[someone], place)
    expect(answer.status).toBe(status)
    if (status > 400 && someone !== 'member')
      expect(JSON.stringify(answer.body)).not.toMatch(/Secret|Only for us|Ana/)
  })
})

describe('what nobody outside can tell', () => {
  beforeAll(makePlace)

  test('a room that never was, a malformed id and a room of others are the same to see', async () => {
    const { outsider } = people
    const paths = [place.roomId, newKey(), 'not-an-id', "' or 1=1 --"].map(
      (id) => `/api/rooms/${encodeURIComponent(id)}`,
    )
    const errors = await Promise.all(paths.map(async (path) => (await outsider.get(path)).body.error))
    for (const error of errors) expect({ ...error, requestId: '' }).toEqual({ ...errors[0], requestId: '' })
  })

  test('the stream of another person, and what is no stream, are not to be read', async () => {
    const { owner, member } = people
    expect((await member.get(`/api/streams/u:${member.personId}/events`)).status).toBe(200)
    for (const stream of [`u:${owner.personId}`, 'u:', 'r:', 'x:1', `r:${place.roomId}'`, `r:${newKey()}`]) {
      expect((await member.get(`/api/streams/${encodeURIComponent(stream)}/events`)).status).toBe(404)
    }
  })

  test('a room is in the lists of its members alone, and nowhere is anybody’s mail address', async () => {
    const lists = await Promise.all(
      (['outsider', 'former member', 'member', 'owner'] as const).map(async (someone) => {
        const { body } = await people[someone].get('/api/rooms')
        return body.rooms.some((room: { id: string }) => room.id === place.roomId)
      }),
    )
    expect(lists).toEqual([false, false, true, true])
    const room = await people.member.get(`/api/rooms/${place.roomId}`)
    const events = await people.member.get(`/api/streams/r:${place.roomId}/events`)
    expect(JSON.stringify([room.body, events.body])).not.toContain('@parley.test')
  })

  test('a name is one line of at most 80 characters', async () => {
    for (const name of ['', '   ', 'x'.repeat(81), 'two\nlines', 7, null, { $ne: 1 }]) {
      const answer = await people.owner.post('/api/rooms', { name })
      expect(answer.status).toBe(422)
      expect(answer.body.error.fields.name).toMatch(/\.$/)
    }
  })
})
