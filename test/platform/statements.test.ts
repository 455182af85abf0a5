import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { Db } from '#platform/database.ts'
import { book, eventually, sendOffer, startsOf } from '#test/meetings/offers.ts'
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

test('a statement by itself that loses a deadlock is asked again', async () => {
  const other = new pg.Client({ connectionString: parley.connectionString })
  await other.connect()
  try {
    await other.query('create table marks (id int primary key, n int not null)')
    await other.query('insert into marks values (1, 0), (2, 0)')
    // Whoever has waited for long enough looks for a deadlock, and is the one to lose it: never this one.
    await other.query(`set deadlock_timeout = '60s'`)
    await other.query('begin')
    await other.query('update marks set n = n + 1 where id = 2')
    const both = sql`update marks set n = n + 10 where id = 1 or id = 2`.execute(parley.app.db)
    await eventually(
      async () => (await other.query('select wait_event_type from pg_stat_activity')).rows,
      (rows) => rows.some((row) => row.wait_event_type === 'Lock'),
    )
    await other.query('update marks set n = n + 1 where id = 1')
    await other.query('commit')
    expect((await both).numAffectedRows).toBe(2n)
    const { rows } = await other.query('select n from marks')
    expect(rows).toEqual([{ n: 11 }, { n: 11 }])
  } finally {
    await other.end()
  }
})

test('what was planned on a connection may get lost', async () => {
  await parley.app.db.connection().execute(async (db) => {
    const read = () => db.selectFrom('rooms').select('name').where('id', '=', roomId).execute()
    for (let time = 0; time < 3; time += 1) await read()
    await sql.raw('deallocate all').execute(db)
    expect(await read()).toHaveLength(1)
  })
})

// A change begins with its first statement; with none, it is not begun at all.
describe('what belongs together', () => {
  const transactionNow = sql<{ id: string }>`select pg_current_xact_id()::text as id`
  const idIn = async (db: Db) => (await transactionNow.execute(db)).rows[0]?.id

  test('is one transaction from its first statement on, whether planned before or not', async () => {
    for (let time = 0; time < 3; time += 1) {
      const [first, second, third] = await parley.app.transaction(async ({ db }) => {
        const ids = [await idIn(db)]
        // The first has values, and so a plan of its own from the second time on.
        await db.selectFrom('rooms').select('name').where('id', '=', roomId).execute()
        return [...ids, await idIn(db), await idIn(db)]
      })
      expect([second, third]).toEqual([first, first])
      expect(await idIn(parley.app.db)).not.toBe(first)
    }
  })

  test('happens together or not at all, also where it is the very first statement that fails or is undone', async () => {
    const rename = (db: Db) =>
      db.updateTable('rooms').set({ name: 'Undone' }).where('id', '=', roomId).execute()
    const nameNow = async () => (await ana.get(`/api/rooms/${roomId}`)).body.room.name
    const before = await nameNow()
    for (let time = 0; time < 3; time += 1) {
      const undone = parley.app.transaction(async ({ db }) => {
        await rename(db)
        throw new Error('undone')
      })
      await expect(undone).rejects.toThrow('undone')
      const failing = parley.app.transaction(async ({ db }) => {
        await sql`select 1 / ${0}::int`.execute(db).catch(() => undefined)
        await rename(db)
      })
      await expect(failing).rejects.toMatchObject({ code: '25P02' })
      expect(await nameNow()).toBe(before)
    }
    await parley.app.transaction(async () => undefined)
  })

  test('is seen as it was at one moment in a snapshot', async () => {
    await parley.app.snapshot(async (db) => {
      const { rows } = await sql<{ level: string; is_read_only: string }>`
        select current_setting('transaction_isolation') as level,
          current_setting('transaction_read_only') as is_read_only`.execute(db)
      expect(rows).toEqual([{ level: 'repeatable read', is_read_only: 'on' }])
    })
  })
})

test('lists of every length leave names for other statements', async () => {
  await parley.app.db.connection().execute(async (db) => {
    const read = (length: number) =>
      db
        .selectFrom('rooms')
        .select('name')
        .where(
          'id',
          'in',
          Array.from({ length }, () => newKey()),
        )
        .execute()
    for (let length = 1; length <= 40; length += 1)
      for (const _ of ['once', 'again', 'planned']) await read(length)
    const { rows } = await sql<{ planned: string }>`
      select count(*)::text as planned from pg_prepared_statements where statement like '%"rooms"%in (%'`.execute(
      db,
    )
    const planned = Number(rows[0]?.planned)
    expect(planned).toBeGreaterThan(0)
    expect(planned).toBeLessThan(20)
  })
})

function expectAtMost(most: number): void {
  const statements = statementsOfLastRequest()
  expect(statements.length, statements.join('\n')).toBeLessThanOrEqual(most)
  expect(statements).not.toEqual([])
}
