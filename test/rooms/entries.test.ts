import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { startSession } from '#accounts'
import { newId } from '#platform/ids.ts'
import { startTestApp, type TestApp } from '#test/support/app.ts'
import { type Client, makeRoom, openClient } from '#test/support/client.ts'
import { cast } from '#test/support/cast.ts'

const day = 24 * 3_600_000

let testApp: TestApp
let ana: Client
let ben: Client
let eve: Client
let roomId: string

beforeAll(async () => {
  testApp = await startTestApp()
  ana = await testApp.as('ana')
  ben = await testApp.as('ben')
  eve = await testApp.as('eve')
})
afterAll(() => testApp.stop())
beforeEach(async () => {
  roomId = await makeRoom(ana, [], 'Kitchen rebuild')
})

function tokenIn(text: string): string {
  return /\/enter\/([\w-]+)/.exec(text)?.[1] ?? ''
}

async function makeLink(client: Client = ana): Promise<{ id: string; token: string }> {
  const { body } = await client.post(`/api/rooms/${roomId}/entries/link`)
  return { id: body.entry.id, token: tokenIn(body.entry.url) }
}

async function mailTo(email: string): Promise<string> {
  testApp.clock.advance(1_000)
  const answer = await ana.post(`/api/rooms/${roomId}/entries/mail`, { email })
  expect(answer.status).toBe(200)
  expect(answer.body.entry.url).toBeNull()
  const mail = (await testApp.mails()).find((sent) => sent.to === email)
  return tokenIn(mail?.text ?? '')
}

async function signUpNew(name: string): Promise<Client> {
  const client = openClient(testApp.url)
  const answer = await client.post('/api/sign-up', {
    name,
    email: `${name.toLowerCase()}@parley.test`,
    password: 'nobody keeps this',
    timeZone: 'Europe/Lisbon',
  })
  client.adopt(answer.body.me.id)
  return client
}

describe('an entry link', () => {
  test('names the inviter and not the room, to anybody who holds it', async () => {
    const { token } = await makeLink()
    const shown = await testApp.stranger().get(`/api/entries/${token}`)
    expect(shown.body).toEqual({ state: 'good', inviterName: 'Ana Silva', email: null, roomId: null })
    expect(JSON.stringify(shown.body)).not.toContain('Kitchen')
  })

  test('brings one in once; a second time leads to the room and uses nothing up', async () => {
    const { id, token } = await makeLink()
    expect((await ben.post(`/api/entries/${token}`)).body).toEqual({ roomId })
    expect((await ben.post(`/api/entries/${token}`)).body).toEqual({ roomId })
    const { entries } = (await ana.get(`/api/rooms/${roomId}/entries`)).body
    expect(entries.find((entry: { id: string }) => entry.id === id)).toMatchObject({
      kind: 'link',
      uses: 1,
      maxUses: 20,
      state: 'good',
      createdByName: 'Ana Silva',
    })
    const room = (await ben.get(`/api/rooms/${roomId}`)).body
    expect(room.messages.at(-1)).toMatchObject({ kind: 'system', body: 'Ben Carter joined' })
    expect(room.members).toHaveLength(2)
  })

  test('is shown again to members, sealed where it is kept', async () => {
    const { id, token } = await makeLink()
    const { entries } = (await ana.get(`/api/rooms/${roomId}/entries`)).body
    expect(tokenIn(entries.find((entry: { id: string }) => entry.id === id).url)).toBe(token)
    const row = await testApp.app.db
      .selectFrom('entries')
      .selectAll()
      .where('room_id', '=', roomId)
      .executeTakeFirstOrThrow()
    expect(JSON.stringify(row)).not.toContain(token)
  })

  test('works no more once revoked', async () => {
    const { id, token } = await makeLink()
    await ben.post(`/api/entries/${(await makeLink()).token}`)
    expect((await ben.delete(`/api/rooms/${roomId}/entries/${id}`)).body.error.code).toBe('maker_only')
    expect((await ana.delete(`/api/rooms/${roomId}/entries/${id}`)).status).toBe(200)
    const refused = await eve.post(`/api/entries/${token}`)
    expect([refused.status, refused.body.error.code]).toEqual([409, 'entry_revoked'])
    expect((await eve.get(`/api/entries/${token}`)).body.state).toBe('revoked')
  })

  test('works for seven days and not a moment longer', async () => {
    const { token } = await makeLink()
    testApp.clock.advance(7 * day - 1)
    expect((await eve.get(`/api/entries/${token}`)).body.state).toBe('good')
    testApp.clock.advance(1)
    expect((await eve.get(`/api/entries/${token}`)).body.state).toBe('expired')
    const refused = await eve.post(`/api/entries/${token}`)
    expect([refused.status, refused.body.error.code]).toEqual([409, 'entry_expired'])
    expect((await ana.get(`/api/rooms/${roomId}/entries`)).body.entries).toEqual([])
  })

  test('lets twenty in and no twenty-first, however many come at once', async () => {
    const { token } = await makeLink()
    const people: Client[] = []
    for (let number = 0; number < 24; number += 1) people.push(await makePerson(number))
    const answers = await Promise.all(people.map((person) => person.post(`/api/entries/${token}`)))
    const statuses = answers.map((answer) => answer.status).sort((one, other) => one - other)
    expect(statuses).toEqual([...Array(20).fill(200), ...Array(4).fill(409)])
    expect(answers.filter((answer) => answer.status === 409).map((answer) => answer.body.error.code)).toEqual(
      Array(4).fill('entry_used'),
    )
    expect((await ana.get(`/api/rooms/${roomId}`)).body.members).toHaveLength(21)
  })

  test('an unknown token is nothing, to strangers and to people', async () => {
    expect((await testApp.stranger().get('/api/entries/nothing')).body).toMatchObject({
      state: 'unknown',
      inviterName: null,
    })
    expect((await ben.post('/api/entries/nothing')).status).toBe(404)
    expect((await testApp.stranger().post('/api/entries/nothing')).status).toBe(401)
  })

  test('stops working when a member is removed, who may have kept it', async () => {
    const { token } = await makeLink()
    await ben.post(`/api/entries/${token}`)
    await ana.delete(`/api/rooms/${roomId}/members/${ben.personId}`)
    expect((await ben.post(`/api/entries/${token}`)).body.error.code).toBe('entry_revoked')
  })
})

describe('an entry mail', () => {
  test('names the inviter, brings its address in once and proves it', async () => {
    const token = await mailTo(cast.ben.email)
    const mail = (await testApp.mails()).find((sent) => sent.to === cast.ben.email)
    expect(mail?.subject).toBe('Invitation to a conversation with Ana Silva')
    expect(JSON.stringify(mail)).not.toContain('Kitchen')
    expect((await testApp.stranger().get(`/api/entries/${token}`)).body).toMatchObject({
      email: cast.ben.email,
    })
    expect((await ben.post(`/api/entries/${token}`)).body).toEqual({ roomId })
    expect((await ben.get('/api/me')).body.me.emailVerified).toBe(true)
    const refused = await eve.post(`/api/entries/${token}`)
    expect([refused.status, refused.body.error.code]).toEqual([409, 'entry_used'])
  })

  test('is of no use to another address, and stays good', async () => {
    const token = await mailTo('new@parley.test')
    const refused = await eve.post(`/api/entries/${token}`)
    expect([refused.status, refused.body.error.code]).toEqual([403, 'entry_for_another_address'])
    expect((await eve.get(`/api/rooms/${roomId}`)).status).toBe(404)
    expect((await eve.get(`/api/entries/${token}`)).body.state).toBe('good')
  })

  test('replaces the one sent before to the same address', async () => {
    const first = await mailTo('twice@parley.test')
    const second = await mailTo('twice@parley.test')
    expect(second).not.toBe(first)
    expect((await eve.get(`/api/entries/${first}`)).body.state).toBe('revoked')
    expect((await eve.get(`/api/entries/${second}`)).body.state).toBe('good')
  })

  test('does not go to who is in the room already', async () => {
    const refused = await ana.post(`/api/rooms/${roomId}/entries/mail`, { email: ' ANA@parley.test ' })
    expect([refused.status, refused.body.error.code]).toEqual([409, 'already_member'])
  })

  test('goes to one address five times a day at most', async () => {
    const email = 'often@parley.test'
    for (let count = 0; count < 5; count += 1) await mailTo(email)
    const refused = await ana.post(`/api/rooms/${roomId}/entries/mail`, { email })
    expect([refused.status, refused.body.error.code]).toEqual([429, 'too_many_tries'])
    testApp.clock.advance(day)
    await mailTo(email)
  })

  test('an account made by it comes in verified', async () => {
    const token = await mailTo('fresh@parley.test')
    const fresh = await signUpNew('Fresh')
    expect((await fresh.post(`/api/entries/${token}`)).body).toEqual({ roomId })
  })
})

let made = 0

// Twenty-odd people without twenty-odd password hashes.
async function makePerson(number: number): Promise<Client> {
  made += 1
  const { app, clock, url } = testApp
  const id = newId(clock.now())
  await app.db
    .insertInto('people')
    .values({
      id,
      email: `guest${made}@parley.test`,
      name: `Guest ${number}`,
      time_zone: 'Europe/Lisbon',
      created_at: new Date(clock.now()),
    })
    .execute()
  const { cookie } = await app.transaction((tx) => startSession(tx, id, 'test'))
  return openClient(url, id, cookie.split(';')[0])
}
