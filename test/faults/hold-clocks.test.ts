import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { type Db, openDatabase } from '#platform/database.ts'
import { newId } from '#platform/ids.ts'
import { createLog } from '#platform/log.ts'
import { offeringTerms } from '#test/consultations/offerings.ts'
import { startCrashPostgres } from '#test/support/crash-postgres.ts'
import { makeKeyFile, type ServerProcess, startServer } from '#test/support/server-process.ts'

import { ask, makePeople, type Person, type Told } from './two-servers.ts'

const minute = 60_000
const hour = 60 * minute
const isFull = process.env.FULL === '1'
/** How far the clocks of the two servers are off, at the start and in each round. */
const rounds: readonly (readonly [number, number])[] = isFull
  ? [
      [7 * minute, -7 * minute],
      [2 * hour, -2 * hour],
      [-2 * hour, 2 * hour],
      [-26 * hour, 26 * hour],
      [400 * 24 * hour, -400 * 24 * hour],
      [0, 0],
    ]
  : [
      [7 * minute, -7 * minute],
      [-2 * hour, 26 * hour],
    ]

const opened: (() => Promise<void>)[] = []
let db: Db
let servers: [ServerProcess, ServerProcess]
let offerer: Person
let people: Person[]
let offeringId: string

beforeAll(async () => {
  const postgres = await startCrashPostgres()
  opened.push(postgres.stop)
  const on = { connectionString: postgres.connectionString, keyFile: makeKeyFile() }
  const [[one, other] = [0, 0]] = rounds
  servers = [
    await startServer({ ...on, clockOffMs: one }),
    await startServer({ ...on, clockOffMs: other, zone: 'Pacific/Apia' }),
  ]
  for (const server of servers) opened.push(server.stop)
  const database = openDatabase(on, createLog('error'), 4)
  opened.push(database.close)
  ;({ db } = database)
  ;[offerer, ...people] = (await makePeople(db, 1 + 3 * rounds.length)) as [Person, ...Person[]]
  const handle = `o-${offerer.id.slice(-12)}`
  await ask(servers[0], offerer, { method: 'PATCH', path: '/api/me', body: { handle } })
  const body = offeringTerms({ answerWithinMinutes: 60 })
  const made = await ask(servers[0], offerer, { method: 'POST', path: '/api/me/offerings', body })
  offeringId = made.body.offering.id
  const path = `/api/me/offerings/${offeringId}/on`
  await ask(servers[0], offerer, { method: 'PUT', path, body: { isOn: true } })
}, 300_000)
afterAll(async () => {
  for (let close = opened.pop(); close; close = opened.pop()) await close()
})

test.each(rounds.map((off, round) => ({ off, round })))(
  'with clocks $off ms off, a hold ends when the database says so, on both servers',
  { timeout: 300_000 },
  async ({ off, round }) => {
    const [asker, second, rival] = people.slice(3 * round)
    if (!asker || !second || !rival) throw new Error('Somebody is missing.')
    await Promise.all(servers.map((server, nth) => server.setClock(off[nth] ?? 0)))
    const now = await databaseNow()
    const [kept, ended] = await starts(servers[0])

    // Each is asked for on one server, where its clock says what it likes.
    const first = await book(servers[0], asker, kept)
    const other = await book(servers[1], second, ended)
    for (const held of [first, other]) {
      const until = Date.parse(held.body.meeting.heldUntil)
      expect(until).toBeGreaterThanOrEqual(now + hour - minute / 2)
      expect(until).toBeLessThan((await databaseNow()) + hour + minute / 2)
    }

    await setEnd(first, minute)
    await setEnd(other, -minute)
    // By now both have looked for what has run out: one of the two is over, whoever looked.
    await untilReleased(other)
    expect(await statusOf(first)).toBe('held')
    for (const server of servers) {
      expect((await answer(server, other)).body.error.code).toBe('hold_ended')
      expect((await book(server, rival, kept)).status).toBe(409)
      const free = await starts(server)
      expect([free.includes(kept ?? ''), free.includes(ended ?? '')]).toEqual([false, true])
    }
    await setEnd(first, 10 * minute)
    expect((await answer(servers[round % 2] ?? servers[0], first)).status).toBe(200)
  },
)

test(
  'nobody says yes to what has run out, on a server whose clock was put back',
  { timeout: 300_000 },
  async () => {
    const [ahead, behind] = servers
    const [asker] = people
    if (!asker) throw new Error('Somebody is missing.')
    // Alone, so that no other server ends it first.
    await ahead.kill()
    await behind.setClock(0)
    const [start] = await starts(behind)
    const held = await book(behind, asker, start)
    await behind.setClock(-3 * hour)
    await setEnd(held, -1)
    expect((await answer(behind, held)).body.error.code).toBe('hold_ended')
    expect(await starts(behind)).toContain(start)
    await untilReleased(held)
    await ahead.startAgain()
  },
)

async function databaseNow(): Promise<number> {
  const { rows } = await sql<{ at: number }>`select clock_timestamp() as at`.execute(db)
  return rows[0]?.at ?? 0
}

/** Has a hold end so long from now. */
async function setEnd({ body }: Told, inMs: number): Promise<void> {
  const until = new Date((await databaseNow()) + inMs)
  const { id } = body.meeting
  await db.transaction().execute(async (tx) => {
    await tx.updateTable('meetings').set({ held_until: until }).where('id', '=', id).execute()
    await tx.updateTable('engagements').set({ held_until: until }).where('meeting_id', '=', id).execute()
    // What the servers keep of lists of times is worked out anew.
    await sql`update busy_versions set version = version + 1`.execute(tx)
  })
}

async function statusOf({ body }: Told): Promise<string | undefined> {
  const rows = db.selectFrom('meetings').select('status').where('id', '=', body.meeting.id)
  return (await rows.executeTakeFirst())?.status
}

async function untilReleased(held: Told): Promise<void> {
  await expect.poll(() => statusOf(held), { timeout: 60_000 }).toBe('cancelled')
}

async function starts(server: ServerProcess): Promise<string[]> {
  const now = await databaseNow()
  const [from, to] = [now, now + 30 * 24 * hour].map((at) => new Date(at).toISOString())
  const path = `/api/offerings/${offeringId}/slots?from=${from}&to=${to}&durationMinutes=30`
  // As nobody in particular: what is free for everybody.
  return (await ask(server, offerer, { method: 'GET', path })).body.starts
}

function book(server: ServerProcess, person: Person, startsAt: string | undefined): Promise<Told> {
  const body = { requestId: newId(Date.now()), startsAt, durationMinutes: 30 }
  return ask(server, person, { method: 'POST', path: `/api/offerings/${offeringId}/book`, body })
}

function answer(server: ServerProcess, { body: { meeting } }: Told): Promise<Told> {
  const path = `/api/consultations/${meeting.id}/accept`
  return ask(server, offerer, { method: 'POST', path, body: { requestId: newId(Date.now()) } })
}
