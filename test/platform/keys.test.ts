import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { makeRoom, startTestApp, type TestApp } from '#test/support/app.ts'
import { titledTime } from '#test/security/outside.ts'
import { makeSubscriber } from '#test/support/fakes/push/fake-push.ts'
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts'

import { runNode } from './program.ts'

let folder: string
let keyFile: string
let database: TestDatabase

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-keys-'))
  keyFile = join(folder, 'key')
  writeFileSync(keyFile, `${randomBytes(32).toString('base64')}\n`)
  database = await createTestDatabase()
})
afterAll(async () => {
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})

const start = (): Promise<TestApp> =>
  startTestApp({ connectionString: database.connectionString, env: { SECRET_KEY_FILE: keyFile } })

async function keys(what: string): Promise<{ status: number | null; output: string }> {
  const settings = { DATABASE_URL: database.connectionString, SECRET_KEY_FILE: keyFile }
  const program = runNode('tools/keys.ts', settings, [what])
  return { status: await program.ended(), output: program.output() }
}

const linesOf = () => readFileSync(keyFile, 'utf8').trim().split('\n')

/** What links into the room say, as members see them; each is kept sealed. */
async function entriesOf({ app }: TestApp, roomId: string): Promise<string[]> {
  const rows = await app.db.selectFrom('entries').selectAll().where('room_id', '=', roomId).execute()
  return rows.flatMap(({ id, token_sealed: sealed }) =>
    sealed === null ? [] : app.sealer.open(`entries|${id}|token_sealed`, sealed),
  )
}

/** How browsers are reached; kept sealed. */
async function endpointsOf({ app }: TestApp): Promise<unknown[]> {
  const rows = await app.db.selectFrom('push_devices').select(['id', 'sealed']).execute()
  return rows.map(({ id, sealed }) => JSON.parse(app.sealer.open(`push_devices|${id}|sealed`, sealed)))
}

/** What stands in people's calendars elsewhere; kept sealed. */
async function titlesOf({ app }: TestApp): Promise<string[]> {
  const rows = await app.db.selectFrom('busy_titles').selectAll().execute()
  return rows.map(({ calendar_id: id, sealed }) => app.sealer.open(`busy_titles|${id}|sealed`, sealed))
}

test('another key takes the place of the first, while people go on, and the first opens nothing in the end', async () => {
  let parley = await start()
  const ana = await parley.as('ana')
  const roomId = await makeRoom(ana, [])
  await ana.post(`/api/rooms/${roomId}/entries/mail`, { email: 'somebody@parley.test' })
  const mails = (await parley.mails()).map(({ text }) => text)
  const entries = await entriesOf(parley, roomId)
  expect(mails).toHaveLength(2)
  const { publicKey } = parley.app.push
  const browser = makeSubscriber('https://push.parley.test/1')
  await ana.post('/api/push/devices', browser.target)
  await titledTime(parley, ana.personId, 'Dentist')
  const [first = ''] = linesOf()

  expect((await keys('drop')).status).toBe(0)
  expect((await keys('add')).status).toBe(0)
  expect(linesOf()).toHaveLength(2)
  expect(linesOf()[1]).toBe(first)
  expect((await keys('drop')).status).toBe(1)
  expect(linesOf()).toHaveLength(2)

  await parley.stop()
  parley = await start()
  const again = await keys('rotate')
  expect([again.status, again.output]).toEqual([
    0,
    expect.stringMatching(/^[1-9]\d* values were sealed anew/),
  ])
  expect((await keys('rotate')).output).toMatch(/^0 values/)
  expect((await keys('drop')).status).toBe(0)
  expect(linesOf()).toHaveLength(1)
  expect(linesOf()[0]).not.toBe(first)

  await parley.stop()
  parley = await start()
  expect((await parley.mails()).map(({ text }) => text)).toEqual(mails)
  expect(await entriesOf(parley, roomId)).toEqual(entries)
  // Browsers go on knowing this Parley, and it knows where they are.
  expect(parley.app.push.publicKey).toBe(publicKey)
  expect(await endpointsOf(parley)).toEqual([browser.target])
  expect(await titlesOf(parley)).toEqual([expect.stringContaining('Dentist')])
  await parley.stop()
  writeFileSync(keyFile, `${first}\n`)
  await expect(start()).rejects.toThrow('not the one this database was sealed with')
})
