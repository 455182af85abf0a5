import { createServer } from 'node:http'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import { freePort } from '#test/support/free-port.ts'
import { createTestDatabase, databaseOn, runOnServer, type TestDatabase } from '#test/support/database.ts'
import { openClient, signUp } from '#test/support/client.ts'
import { type CrashPostgres, startCrashPostgres } from '#test/support/crash-postgres.ts'

import { makeKeyFile, runNode } from './program.ts'

// Whole processes, two at a time on a slow machine.
vi.setConfig({ testTimeout: 120_000 })

const main = 'src/main.ts'
const keyFile = makeKeyFile()
let database: TestDatabase
let folder: string

beforeAll(async () => {
  database = await createTestDatabase()
  folder = mkdtempSync(join(tmpdir(), 'parley-start-'))
})
afterAll(async () => {
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})

describe('a start that cannot be', () => {
  test('says that the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    const said = await refusal({ PORT: String(port), ...onDatabase() })
    other.close()
    expect(said).toBe(
      `PORT=${port} is in use: another program listens on 127.0.0.1. Stop it, or set another PORT.\n`,
    )
  })

  test('says that DATA_DIR is no folder', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    const said = await refusal({ DATA_DIR: file })
    expect(said).toContain(`DATA_DIR=${file} cannot be used: `)
    expect(said).toContain('Set it to a folder this user may write to.\n')
  })

  test('says that nothing can be made where DATA_DIR lies', async () => {
    expect(await refusal({ DATA_DIR: '/proc/parley/data' })).toContain(
      'DATA_DIR=/proc/parley/data cannot be used: ',
    )
  })

  test('says that the key is another one, or gone, and makes none in its place', async () => {
    const first = runNode(main, { PORT: String(await freePort()), ...onDatabase() })
    await first.says('Parley is ready')
    first.signal('SIGTERM')
    expect(await first.ended()).toBe(0)

    expect(await refusal({ ...onDatabase(), SECRET_KEY_FILE: makeKeyFile() })).toBe(
      'The secret key is not the one this database was sealed with. Put the right key back; nothing was changed.\n',
    )
    const gone = join(folder, 'no-key')
    expect(await refusal({ ...onDatabase(), SECRET_KEY_FILE: gone })).toContain(
      `The key ${gone} is not there, and this database was sealed with it.`,
    )
  })

  test('says at once that the database turns it away, without the password', async () => {
    const wrong = new URL(database.connectionString)
    wrong.username = 'nobody-of-ours'
    wrong.password = 'canary-password'
    const said = await refusal({ DATABASE_URL: wrong.href, SECRET_KEY_FILE: keyFile })
    expect(said).toMatch(
      /^The database at \S+ turned Parley away: .*"nobody-of-ours".* See DATABASE_URL\.\n$/,
    )
    expect(said).not.toContain('canary-password')

    const elsewhere = databaseOn(database.connectionString, 'no_such_database')
    expect(await refusal({ DATABASE_URL: elsewhere, SECRET_KEY_FILE: keyFile })).toContain(
      'turned Parley away: database "no_such_database" does not exist',
    )
  })

  test('says that a newer Parley made the database', async () => {
    const newer = await createTestDatabase()
    await runOnServer(
      newer.connectionString,
      `insert into kysely_migration values ('9999-later', '2030-01-01')`,
    )
    const said = await refusal({ DATABASE_URL: newer.connectionString, SECRET_KEY_FILE: keyFile })
    await newer.drop()
    expect(said).toBe(
      'The database was made by a newer Parley. Start that version, or restore an older backup.\n',
    )
  })
})

describe('a database that comes late', () => {
  let postgres: CrashPostgres

  beforeAll(async () => {
    postgres = await startCrashPostgres()
    await postgres.kill()
  })
  afterAll(() => postgres.stop())

  test('is waited for, with a port that says so, and then it is ready', async () => {
    const port = await freePort()
    const parley = runNode(main, {
      PORT: String(port),
      DATABASE_URL: postgres.connectionString,
      SECRET_KEY_FILE: keyFile,
    })
    await parley.says(/"msg":"the database at \S+ cannot be reached; waiting for it"/)
    const client = openClient(`http://localhost:${port}`)
    expect((await client.get('/healthz')).status).toBe(200)
    const waiting = await client.get('/readyz')
    expect(waiting).toMatchObject({
      status: 503,
      body: { error: { code: 'not_ready', message: 'Not ready: the database cannot be reached.' } },
    })
    expect(waiting.headers.get('retry-after')).toBe('2')
    expect((await client.get('/api/rooms')).body.error.code).toBe('unavailable')
    await parley.says('"nextTryInMs":1000')

    await postgres.start()
    await parley.says('Parley is ready')
    expect((await client.get('/readyz')).status).toBe(200)
    parley.signal('SIGTERM')
    expect(await parley.ended()).toBe(0)
  })

  test('can be told to stop waiting', async () => {
    const closed = `postgres://app@127.0.0.1:${await freePort()}/parley`
    const parley = runNode(main, {
      PORT: String(await freePort()),
      DATABASE_URL: closed,
      SECRET_KEY_FILE: keyFile,
    })
    await parley.says('waiting for it')
    const asked = Date.now()
    parley.signal('SIGTERM')
    expect(await parley.ended()).toBe(0)
    expect(Date.now() - asked).toBeLessThan(3_000)
  })
})

describe('the end', () => {
  test('SIGTERM under load answers what is under way, takes no more, and leaves nothing half done', async () => {
    const port = await freePort()
    const url = `http://localhost:${port}`
    const own = await createTestDatabase()
    const parley = runNode(main, {
      PORT: String(port),
      DATABASE_URL: own.connectionString,
      SECRET_KEY_FILE: keyFile,
    })
    await parley.says('Parley is ready')
    const ana = await signUp(url, 'ana')
    const { roomId } = (await ana.post('/api/rooms', { name: 'Load' })).body
    const socket = new WebSocket(`${url.replace('http', 'ws')}/live`, {
      headers: { cookie: ana.cookie(), origin: url },
    })
    await once(socket, 'open')
    const closed = once(socket, 'close')

    const acknowledged: string[] = []
    const unanswered: string[] = []
    const statuses: number[] = []
    const senders = Array.from({ length: 20 }, () => sendUntilRefused())
    while (acknowledged.length < 40) await new Promise((resolve) => setTimeout(resolve, 20))
    const asked = Date.now()
    parley.signal('SIGTERM')
    expect(await parley.ended(), parley.output()).toBe(0)
    expect(Date.now() - asked).toBeLessThan(10_000)
    await Promise.all(senders)
    expect(((await closed)[0] as CloseEvent).code).toBe(1012)
    expect([...new Set(statuses)].filter((status) => status !== 200 && status !== 503)).toEqual([])

    const again = runNode(main, {
      PORT: String(port),
      DATABASE_URL: own.connectionString,
      SECRET_KEY_FILE: keyFile,
    })
    await again.says('Parley is ready')
    const kept = await readBodies()
    again.signal('SIGTERM')
    await again.ended()
    await own.drop()
    expect(acknowledged.filter((body) => kept.filter((each) => each === body).length !== 1)).toEqual([])
    // A connection may close under a question, but only before the server took it: what it took, it answered.
    expect(unanswered.filter((body) => kept.includes(body))).toEqual([])

    async function sendUntilRefused(): Promise<void> {
      for (;;) {
        const clientId = crypto.randomUUID()
        try {
          const { status } = await ana.post(`/api/rooms/${roomId}/messages`, { clientId, body: clientId })
          statuses.push(status)
          if (status === 200) acknowledged.push(clientId)
          else return
        } catch {
          unanswered.push(clientId)
          return
        }
      }
    }

    async function readBodies(): Promise<string[]> {
      const bodies: string[] = []
      let before = 1_000_000
      for (;;) {
        const { body } = await ana.get(`/api/rooms/${roomId}/messages?limit=200&before=${before}`)
        if (body.messages.length === 0) return bodies
        bodies.push(...body.messages.map((message: { body: string }) => message.body))
        before = Math.min(...body.messages.map((message: { seq: number }) => message.seq))
      }
    }
  })
})

describe('an end that nobody asked for', () => {
  test('after an error that nothing caught it says so and ends with 1', async () => {
    const fault = `process.on('SIGUSR2', () => { throw new Error('a fault in the night') })`
    const parley = runNode(main, {
      PORT: String(await freePort()),
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(fault)}`,
      ...onDatabase(),
    })
    await parley.says('Parley is ready')
    parley.signal('SIGUSR2')
    expect(await parley.ended()).toBe(1)
    const last = lastLine(parley.output())
    expect(last).toMatchObject({ level: 60, msg: 'Parley has to end' })
    expect(last.err).toMatchObject({ message: 'a fault in the night' })
  })

  test('when the embedded database ends by itself it says so and ends with 1', async () => {
    chmodSync(folder, 0o755)
    const data = join(folder, 'data')
    const parley = runNode(main, { PORT: String(await freePort()), DATA_DIR: data })
    await parley.says('Parley is ready')
    const [postmaster] = readFileSync(join(data, 'pg18/postmaster.pid'), 'utf8').split('\n')
    process.kill(Number(postmaster), 'SIGKILL')
    expect(await parley.ended()).toBe(1)
    // Its connections break at the same moment, and may be told of after it.
    expect(parley.output()).toContain('the embedded database ended by itself')
  })
})

function lastLine(output: string): Record<string, unknown> {
  const lines = output.split('\n').filter((line) => line.startsWith('{'))
  return JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>
}

function onDatabase() {
  return { DATABASE_URL: database.connectionString, SECRET_KEY_FILE: keyFile }
}

/** What a start that must not succeed said. */
async function refusal(variables: Record<string, string>): Promise<string> {
  const parley = runNode(main, { PORT: String(await freePort()), ...variables })
  expect(await parley.ended()).toBe(1)
  return parley.output()
}
