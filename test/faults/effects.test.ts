import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'

import { type Db, openDatabase } from '#platform/database.ts'
import { createLog } from '#platform/log.ts'
import { type CrashPostgres, startCrashPostgres } from '#test/support/crash-postgres.ts'
import {
  type FakePush,
  startFakePush,
  type Subscriber,
  type TakenPush,
} from '#test/support/fakes/push/fake-push.ts'
import { type MailServer, startMailServer } from '#test/support/mail-server.ts'
import { makeKeyFile, type ServerProcess, startServer } from '#test/support/server-process.ts'

import { dice } from '../proofs/random-questions.ts'
import { attempt, makeWorld, offer, someStart, toBook, type World } from './booking-world.ts'
import { ask } from './two-servers.ts'

const patience = { timeout: 60_000, interval: 50 }

let postgres: CrashPostgres
let mails: MailServer
let pushes: FakePush
let server: ServerProcess
let db: Db
let closeDb: () => Promise<void>
let world: World
/** The browser of who is booked. */
let browser: Subscriber
let publicKey = ''
let day = 2

beforeAll(async () => {
  ;[postgres, mails, pushes] = await Promise.all([
    startCrashPostgres(),
    startMailServer(),
    startFakePush(() => publicKey),
  ])
  const on = { connectionString: postgres.connectionString, keyFile: makeKeyFile() }
  const env = { SMTP_URL: mails.url(), ALLOW_PRIVATE_NETS: '127.0.0.1/32' }
  server = await startServer({ ...on, env })
  const database = openDatabase(on, createLog('error'), 4)
  ;({ db, close: closeDb } = database)
  world = await makeWorld(db, [server], dice(5), { organizers: 1, bookers: 1 })
  browser = pushes.subscribe()
  const ana = person(world.organizers)
  const added = await ask(server, ana, { method: 'POST', path: '/api/push/devices', body: browser.target })
  expect(added.status).toBe(200)
  publicKey = (await ask(server, ana, { method: 'GET', path: '/api/push/devices' })).body.publicKey
})
afterAll(async () => {
  await server.stop()
  await Promise.all([closeDb(), mails.close(), pushes.stop()])
  await postgres.stop()
})
beforeEach(() => {
  mails.inbox.length = 0
})

test('killed after the booking was acknowledged and before anything went out: it all goes out once', async () => {
  await mails.close()
  pushes.answerWith({ status: 503 })
  const before = pushes.taken.length
  await bookAndBeKilled()
  expect(await listWaiting()).toEqual(['mail', 'mail', 'push'])

  await mails.open()
  pushes.answerWith(undefined)
  await comeBack()
  await vi.waitFor(async () => expect(await listWaiting()).toEqual([]), patience)
  expect(mails.inbox.map(({ to }) => to.join()).toSorted()).toEqual(bothAddresses())
  expect(listPushed(before).map(({ body }) => browser.open(body).title)).toEqual([
    'Meeting booked by Person 0',
  ])
})

test('killed while the other sides have it and have not said so: they can tell that it is the same', async () => {
  mails.holdAfterData(true)
  pushes.holdAfterTaking(true)
  const before = pushes.taken.length
  await book()
  await vi.waitFor(() => {
    expect(mails.inbox).not.toHaveLength(0)
    expect(listPushed(before)).toHaveLength(1)
  }, patience)
  await server.kill()
  expect(await listWaiting()).toEqual(['mail', 'mail', 'push'])

  mails.holdAfterData(false)
  pushes.holdAfterTaking(false)
  await comeBack()
  await vi.waitFor(async () => expect(await listWaiting()).toEqual([]), patience)
  const heldId = mails.inbox[0]?.mail.messageId
  expect(mails.inbox.filter(({ mail }) => mail.messageId === heldId)).toHaveLength(2)
  const different = new Map(mails.inbox.map(({ mail, to }) => [mail.messageId, to.join()]))
  expect([...different.values()].toSorted()).toEqual(bothAddresses())
  const pushed = listPushed(before)
  expect(pushed).toHaveLength(2)
  expect(new Set(pushed.map(({ topic }) => topic)).size).toBe(1)
})

async function bookAndBeKilled(): Promise<void> {
  await book()
  await server.kill()
}

async function book(): Promise<void> {
  day += 1
  const invite = await offer(world, person(world.organizers), day)
  const told = await attempt(world, toBook(invite, person(world.bookers), someStart(world, invite)))
  expect(told.status).toBe(200)
}

// What a sender had taken on before it was killed is free again after a minute; that minute is over.
async function comeBack(): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({ next_at: new Date() })
    .where('state', '=', 'waiting')
    .where('key', 'like', 'meeting:%')
    .execute()
  await server.startAgain()
}

async function listWaiting(): Promise<string[]> {
  const rows = await db
    .selectFrom('deliveries')
    .select('channel')
    .where('state', '=', 'waiting')
    .where('key', 'like', 'meeting:%')
    .orderBy('channel')
    .execute()
  return rows.map(({ channel }) => channel)
}

// Whoever has not read the room is told of its messages, too; that is not what this is about.
function listPushed(since: number): TakenPush[] {
  return pushes.taken.slice(since).filter(({ body }) => !browser.open(body).title.startsWith('Person'))
}

function bothAddresses(): string[] {
  return [...world.organizers, ...world.bookers].map(({ id }) => `${id}@parley.test`).toSorted()
}

function person<T>(people: readonly T[]): T {
  const [first] = people
  if (!first) throw new Error('Nobody is there.')
  return first
}
