import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { book, sendOffer, startsOf } from '#test/meetings/offers.ts'
import { type Client, makeRoom, newKey, startTestApp, type TestApp } from '#test/support/app.ts'
import { statementsOfLastRequest } from '#test/support/statements.ts'

let parley: TestApp
let ana: Client
let ben: Client
let dev: Client
let roomId: string
let inviteId: string

beforeAll(async () => {
  parley = await startTestApp()
  ana = await parley.as('ana')
  ben = await parley.as('ben')
  dev = await parley.as('dev')
  roomId = await makeRoom(ana, [ben])
  inviteId = await sendOffer(ana, roomId)
})

afterAll(() => parley.stop())

// Talking to PostgreSQL is what costs most (docs/performance.md). Two of a booking take back counter-offers that nobody is to look
// at any more, from under the bell and out of waiting mails. Whoever needs more than this says why, there and here.
describe('what is asked of PostgreSQL for', () => {
  test('times that were not asked for before', async () => {
    await startsOf(ben, inviteId)
    expectAtMost(10)
  })

  test('the same times again', async () => {
    await startsOf(ben, inviteId)
    expectAtMost(4)
  })

  test('a message', async () => {
    const sent = await ben.post(`/api/rooms/${roomId}/messages`, { clientId: newKey(), body: 'Hello' })
    expect(sent.status).toBe(200)
    expectAtMost(6)
  })

  test('a booking', async () => {
    const [startsAt = ''] = await startsOf(ben, inviteId)
    expect((await book(ben, inviteId, startsAt)).status).toBe(200)
    expectAtMost(60)
  })

  test('a booking in a room of more, whom it takes one more to ask for their answer', async () => {
    const larger = await makeRoom(ana, [ben, dev, await parley.as('chiyo')])
    const invite = await sendOffer(ana, larger)
    const [startsAt = ''] = await startsOf(ben, invite)
    expect((await book(ben, invite, startsAt)).status).toBe(200)
    expectAtMost(61)
  })
})

// Whoever brings the next version first adds its columns while this one still runs.
test('tables may get other columns while a server runs', async () => {
  const ask = () =>
    Promise.all([
      ana.get('/api/me'),
      ana.get(`/api/rooms/${roomId}`),
      ben.get(`/api/invites/${inviteId}`),
      ben.post(`/api/rooms/${roomId}/messages`, { clientId: newKey(), body: 'Still here' }),
      ana.put('/api/me/schedule', schedule),
    ])
  const { schedule } = (await ana.get('/api/me/schedule')).body
  for (let time = 0; time < 3; time += 1) await ask()
  for (const table of ['people', 'rooms', 'memberships', 'messages', 'invites', 'schedules', 'sessions'])
    await sql.raw(`alter table ${table} add column of_the_next_version text`).execute(parley.app.db)
  expect((await ask()).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
})

test('what was planned on a connection may get lost', async () => {
  await parley.app.db.connection().execute(async (db) => {
    const read = () => db.selectFrom('rooms').select('name').where('id', '=', roomId).execute()
    for (let time = 0; time < 3; time += 1) await read()
    await sql.raw('deallocate all').execute(db)
    expect(await read()).toHaveLength(1)
  })
})

function expectAtMost(most: number): void {
  const statements = statementsOfLastRequest()
  expect(statements.length, statements.join('\n')).toBeLessThanOrEqual(most)
  expect(statements).not.toEqual([])
}
