import { afterEach, expect, test } from 'vitest'

import { createTestDatabase } from '#test/support/database.ts'
import {
  type Answer,
  type Client,
  makeRoom,
  newKey,
  openClient,
  standingClock,
  startTestApp,
  type TestApp,
} from '#test/support/app.ts'
import { cast } from '#test/support/cast.ts'
import { HOUR, MINUTE } from '#time/instant.ts'

import { wideOffer } from './world.ts'

const started: TestApp[] = []
const dropped: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const app of started.splice(0)) await app.stop()
  for (const drop of dropped.splice(0)) await drop()
})

async function start(options: Parameters<typeof startTestApp>[0] = {}): Promise<TestApp> {
  const testApp = await startTestApp(options)
  started.push(testApp)
  return testApp
}

const { email, password } = cast.ana

function tryPassword(testApp: TestApp, word: string) {
  return openClient(testApp.url).post('/api/sign-in', { email, password: word })
}

test('tries are counted over a restart: the right password is refused as well until the time is over', async () => {
  const database = await createTestDatabase()
  dropped.push(database.drop)
  const clock = standingClock()
  const { connectionString } = database
  const before = await start({ connectionString, clock })
  await before.as('ana')
  for (let count = 0; count < 10; count += 1) expect((await tryPassword(before, 'wrong')).status).toBe(401)
  const refused = await tryPassword(before, password)
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBe(15 * 60)
  await started.pop()?.stop()

  const after = await start({ connectionString, clock })
  expect((await tryPassword(after, password)).status).toBe(429)
  clock.advance(15 * MINUTE)
  expect((await tryPassword(after, password)).status).toBe(200)
})

test('a clock that was ahead and is set back holds nobody for as long as it was wrong', async () => {
  const testApp = await start()
  await testApp.as('ana')
  testApp.clock.advance(3 * HOUR)
  for (let count = 0; count < 10; count += 1) expect((await tryPassword(testApp, 'wrong')).status).toBe(401)
  expect((await tryPassword(testApp, password)).status).toBe(429)
  testApp.clock.advance(-MINUTE)
  expect((await tryPassword(testApp, password)).status).toBe(429)
  testApp.clock.advance(-3 * HOUR)
  expect((await tryPassword(testApp, password)).status).toBe(200)
})

test('a thousand guesses at once: ten are judged', async () => {
  const testApp = await start()
  await testApp.as('ana')
  const statuses: number[] = []
  for (let round = 0; round < 20; round += 1) {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => tryPassword(testApp, `guess ${round} ${index}`)),
    )
    statuses.push(...answers.map(({ status }) => status))
  }
  expect(statuses.filter((status) => status === 401)).toHaveLength(10)
  expect(statuses.filter((status) => status === 429)).toHaveLength(990)
})

test('behind a proxy, what callers say of where they come from is not believed', async () => {
  const testApp = await start({ env: { TRUST_PROXY: 'true' } })
  const askFrom = async (said: string, nearest: string) => {
    const answer = await fetch(`${testApp.url}/api/sign-in-links`, {
      method: 'POST',
      headers: {
        origin: testApp.url,
        'content-type': 'application/json',
        'x-forwarded-for': `${said}, ${nearest}`,
      },
      body: JSON.stringify({ email: `${newKey()}@parley.test` }),
    })
    return answer.status
  }
  for (let count = 0; count < 100; count += 1)
    expect(await askFrom(`198.51.100.${count}`, '203.0.113.7')).toBe(200)
  expect(await askFrom('198.51.100.200', '203.0.113.7')).toBe(429)
  expect(await askFrom('198.51.100.200', '203.0.113.8')).toBe(200)
})

test('where tries cannot be counted, nothing that is counted is done', async () => {
  const testApp = await start()
  const ana = await testApp.as('ana')
  const roomId = (await ana.post('/api/rooms', { name: 'Kitchen' })).body.roomId
  await testApp.app.db.schema.alterTable('rate_limits').renameTo('rate_limits_away').execute()
  const stranger = testApp.stranger()
  const attempts = [
    await stranger.post('/api/sign-in', { email, password }),
    await stranger.post('/api/sign-up', cast.ben),
    await stranger.post('/api/sign-in-links', { email }),
    await stranger.post('/api/password-resets', { email }),
    await stranger.post('/api/sign-in/passkey/challenge'),
    await ana.post('/api/me/passkeys/challenge'),
    await ana.post('/api/me/password', { current: password, next: 'another one' }),
    await ana.post('/api/me/verification'),
    await ana.post(`/api/rooms/${roomId}/entries/link`),
    await ana.post(`/api/rooms/${roomId}/entries/mail`, { email: cast.ben.email }),
    await ana.post('/api/rooms', { name: 'Another' }),
    await ana.post(`/api/rooms/${roomId}/messages`, { clientId: newKey(), body: 'Hello' }),
    await ana.post(`/api/rooms/${roomId}/invites`, wideOffer()),
  ]
  for (const { status, headers } of attempts) {
    expect(status).toBe(503)
    expect(headers.get('retry-after')).toBe('2')
    expect(headers.get('set-cookie')).toBeNull()
  }
  expect((await ana.get(`/api/rooms/${roomId}/entries`)).body.entries).toEqual([])
  // What is not counted goes on.
  expect((await ana.get('/api/rooms')).status).toBe(200)
  await testApp.app.db.schema.alterTable('rate_limits_away').renameTo('rate_limits').execute()
  expect((await tryPassword(testApp, password)).status).toBe(200)
})

test('one person writes so much in a time and no more, over a restart as well; others write on', async () => {
  const database = await createTestDatabase()
  dropped.push(database.drop)
  const clock = standingClock()
  const options = { connectionString: database.connectionString, clock, env: { WRITE_LIMIT_FACTOR: '1' } }
  const before = await start(options)
  const [ana, ben] = [await before.as('ana'), await before.as('ben')]
  const roomId = await makeRoom(ana, [ben])
  const statuses = await inTurn(121, () => sendMessage(ana, roomId))
  expect(statuses).toEqual([...Array<number>(120).fill(200), 429])
  const refused = await sendMessage(ana, roomId)
  expect(refused.body.error.code).toBe('too_many_tries')
  expect(refused.body.error.message).toBe('That was tried too often. Try again in a minute.')
  expect(Number(refused.headers.get('retry-after'))).toBe(60)
  expect((await sendMessage(ben, roomId)).status).toBe(200)
  await started.pop()?.stop()

  const after = await start(options)
  const again = openClient(after.url)
  await again.post('/api/sign-in', { email, password })
  expect((await sendMessage(again, roomId)).status).toBe(429)
  clock.advance(MINUTE)
  expect((await sendMessage(again, roomId)).status).toBe(200)
})

test('rooms and invites are made so often in an hour and no more', async () => {
  const testApp = await start({ env: { WRITE_LIMIT_FACTOR: '1' } })
  const [ana, ben] = [await testApp.as('ana'), await testApp.as('ben')]
  const roomId = await makeRoom(ana, [ben])
  const rooms = await inTurn(60, () => ana.post('/api/rooms', { name: 'One more' }))
  expect(rooms).toEqual([...Array<number>(59).fill(200), 429])
  const invites = await inTurn(61, () => ana.post(`/api/rooms/${roomId}/invites`, wideOffer()))
  expect(invites).toEqual([...Array<number>(60).fill(200), 429])
  testApp.clock.advance(HOUR)
  expect((await ana.post('/api/rooms', { name: 'One more' })).status).toBe(200)
})

test('a message that was refused counts nothing', async () => {
  const testApp = await start({ env: { WRITE_LIMIT_FACTOR: '1' } })
  const ana = await testApp.as('ana')
  const statuses = await inTurn(130, () => sendMessage(ana, newKey()))
  expect(new Set(statuses)).toEqual(new Set([404]))
})

function sendMessage(client: Client, roomId: string): Promise<Answer> {
  return client.post(`/api/rooms/${roomId}/messages`, { clientId: newKey(), body: 'Hello' })
}

async function inTurn(times: number, ask: () => Promise<Answer>): Promise<number[]> {
  const statuses: number[] = []
  for (let count = 0; count < times; count += 1) statuses.push((await ask()).status)
  return statuses
}
