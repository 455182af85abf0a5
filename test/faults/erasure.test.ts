import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

import { type Db, openDatabase, type TxDb } from '#platform/database.ts'
import { createLog } from '#platform/log.ts'
import { type CrashPostgres, startCrashPostgres } from '#test/support/crash-postgres.ts'
import { type MailServer, startMailServer } from '#test/support/mail-server.ts'
import { makeKeyFile, type ServerProcess, startServer } from '#test/support/server-process.ts'

import { dice } from '../proofs/random-questions.ts'
import { attempt, makeWorld, offer, someStart, toBook, type World } from './booking-world.ts'
import { ask, type Person } from './two-servers.ts'

const patience = { timeout: 60_000, interval: 50 }

let postgres: CrashPostgres
let mails: MailServer
let server: ServerProcess
let db: Db
let closeDb: () => Promise<void>
let world: World
/** Who goes: they booked a meeting with each of the two others, in a room of each. */
let leaver: Person

beforeAll(async () => {
  ;[postgres, mails] = await Promise.all([startCrashPostgres(), startMailServer()])
  const on = { connectionString: postgres.connectionString, keyFile: makeKeyFile() }
  server = await startServer({ ...on, env: { SMTP_URL: mails.url() } })
  ;({ db, close: closeDb } = openDatabase(on, createLog('error'), 4))
  world = await makeWorld(db, [server], dice(11), { organizers: 2, bookers: 1 })
  const [booker] = world.bookers
  if (!booker) throw new Error('Nobody is there.')
  leaver = booker
  for (const [index, organizer] of world.organizers.entries()) {
    const invite = await offer(world, organizer, 9 + index)
    const told = await attempt(world, toBook(invite, leaver, someStart(world, invite)))
    expect(told.status).toBe(200)
  }
})
afterAll(async () => {
  await server.stop()
  await Promise.all([closeDb(), mails.close()])
  await postgres.stop()
})

test('an account whose deletion is killed three times, each at another place, is deleted once', async () => {
  await vi.waitFor(() => expect(methodsTo(world.organizers)).toEqual(['REQUEST', 'REQUEST']), patience)
  const asked = await ask(server, leaver, { method: 'POST', path: '/api/me/erasure', body: {} })
  expect(asked.status, JSON.stringify(asked.body)).toBe(200)

  await killedAt('it leaves its rooms', (held) => heldRows(held, 'rooms'))
  expect((await readPerson()).erased_at).toBeNull()
  await killedAt('it leaves its meetings', (held) => heldRows(held, 'meetings'))
  await killedAt('it goes itself', async (held) => {
    // As others may still refer to them.
    await sql`select 1 from people where id = ${leaver.id}::uuid for no key update`.execute(held)
  })
  expect((await readPerson()).erased_at).toBeNull()

  await comeDue()
  await server.startAgain()
  await vi.waitFor(async () => expect((await readPerson()).erased_at).not.toBeNull(), patience)
  await vi.waitFor(() => {
    expect(methodsTo(world.organizers)).toEqual(['CANCEL', 'CANCEL', 'REQUEST', 'REQUEST'])
  }, patience)
  await nothingIsUnderWay()

  expect(methodsTo(world.organizers)).toEqual(['CANCEL', 'CANCEL', 'REQUEST', 'REQUEST'])
  expect(await countSaid()).toEqual({ 'member.left': 2, 'meeting.cancelled': 2 })
  expect(await countAudited()).toEqual({ 'account.erased': 1, 'meeting.cancelled': 2, 'member.left': 2 })
  expect((await readPerson()).name).toBe('Deleted user')
  expect(await db.selectFrom('erasures').selectAll().execute()).toEqual([])
})

/** Ends the server as `kill -9` does, in the middle of what needs the rows that `hold` keeps. */
async function killedAt(where: string, hold: (held: TxDb) => Promise<void>) {
  await server.kill()
  const letGo = Promise.withResolvers<void>()
  const isHeld = Promise.withResolvers<void>()
  const holding = db.transaction().execute(async (held) => {
    await hold(held)
    isHeld.resolve()
    await letGo.promise
  })
  await isHeld.promise
  await comeDue()
  await server.startAgain()
  await vi.waitFor(async () => expect(await isStopped(), where).toBe(true), patience)
  await server.kill()
  letGo.resolve()
  await holding
}

async function heldRows(held: TxDb, table: 'rooms' | 'meetings'): Promise<void> {
  await sql`select 1 from ${sql.table(table)} order by id desc limit 1 for update`.execute(held)
}

/** Whether the deletion has begun and waits for a row. */
async function isStopped(): Promise<boolean> {
  const { rows } = await sql<{ begun: boolean; waiting: boolean }>`
    select exists (select 1 from erasures where begun_at is not null) as begun,
      exists (select 1 from pg_stat_activity where wait_event_type = 'Lock') as waiting`.execute(db)
  return rows.every(({ begun, waiting }) => begun && waiting)
}

/** The seven days are over, and so is the lease of a process that was killed. */
async function comeDue(): Promise<void> {
  const past = new Date(Date.now() - 1000)
  await db.updateTable('erasures').set({ due_at: past, next_at: past }).execute()
  await db.updateTable('deliveries').set({ next_at: past }).where('state', '=', 'waiting').execute()
}

async function nothingIsUnderWay(): Promise<void> {
  const waiting = () =>
    db
      .selectFrom('deliveries')
      .select('key')
      .where('state', '=', 'waiting')
      .where('key', 'like', 'meeting:%')
      .execute()
  await vi.waitFor(async () => expect(await waiting()).toEqual([]), patience)
}

function readPerson() {
  return db
    .selectFrom('people')
    .select(['name', 'erased_at'])
    .where('id', '=', leaver.id)
    .executeTakeFirstOrThrow()
}

/** What calendars were told, each mail once: one that went out again carries the same id. */
function methodsTo(people: readonly Person[]): string[] {
  const addresses = people.map(({ id }) => `${id}@parley.test`)
  const once = new Map(mails.inbox.map((arrived) => [arrived.mail.messageId, arrived]))
  return [...once.values()]
    .filter(({ to }) => to.some((address) => addresses.includes(address)))
    .flatMap(({ raw }) => /method=(REQUEST|CANCEL)/i.exec(raw)?.[1] ?? [])
    .toSorted()
}

async function countSaid(): Promise<Record<string, number>> {
  const { rows } = await sql<{ type: string; count: number }>`
    select detail->>'type' as type, count(*)::int as count from messages
    where kind = 'system' and detail->>'type' in ('member.left', 'meeting.cancelled') group by 1`.execute(db)
  return Object.fromEntries(rows.map(({ type, count }) => [type, count]))
}

async function countAudited(): Promise<Record<string, number>> {
  const { rows } = await sql<{ action: string; count: number }>`
    select action, count(*)::int as count from audit
    where action in ('account.erased', 'member.left', 'meeting.cancelled') group by 1 order by 1`.execute(db)
  return Object.fromEntries(rows.map(({ action, count }) => [action, count]))
}
