import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'

import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import { writeBackup } from '#platform/backup.ts'
import { restoreBackup } from '#platform/restore.ts'
import { openDatabase } from '#platform/database.ts'
import { createJobs, type JobHandler } from '#platform/jobs.ts'
import { createLog } from '#platform/log.ts'
import { createSealer, type Sealer } from '#platform/sealing.ts'
import { makeRoom, startTestApp, type TestApp } from '#test/support/app.ts'
import { openClient, signUp } from '#test/support/client.ts'
import { createTestDatabase, databaseOn, runOnServer, type TestDatabase } from '#test/support/database.ts'
import { freePort } from '#test/support/free-port.ts'

import { runNode } from './program.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const log = createLog('error')
const fact: JobHandler = { on: 'test.fact', name: 'listener', run: async (_, data) => void heard.push(data) }
const heard: Record<string, unknown>[] = []
// A separator, an emoji, quotes and an escape: what a careless line format loses.
const odd = 'one\u2028two\nthree "four" \\n 🎉 é'

let folder: string
let app: TestApp
let backup: string
/** What was there when the backup was made. */
let then: Record<string, unknown[]>
let roomId: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-backup-'))
  chmodSync(folder, 0o755)
  app = await startTestApp()
  const ana = await app.as('ana')
  roomId = await makeRoom(ana, [await app.as('ben')])
  await ana.post(`/api/rooms/${roomId}/messages`, { clientId: crypto.randomUUID(), body: odd })
  await query(app.connectionString, fillRoom(3_000), [roomId])
  const jobs = await createJobs(placeOf(app), [fact], log)
  await app.app.db
    .transaction()
    .execute((db) => jobs.enqueue(db, [{ name: 'test.fact', data: { left: odd } }]))
  await jobs.stop()

  backup = join(folder, 'running.backup')
  const counts = await writeBackup(placeOf(app), backup, { at: Date.parse('2026-10-23T10:00:00Z') })
  expect(counts.tables.messages).toBeGreaterThan(3_000)
  then = await dump(app.connectionString)
})
afterAll(async () => {
  await app.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe('a backup of a running installation', () => {
  test('comes back row for row, with a new epoch, its pending facts, and people who can go on', async () => {
    const target = await createTestDatabase()
    await restore(target.connectionString, backup)
    expect(await dump(target.connectionString)).toEqual(then)
    const epochs = await Promise.all([app, target].map(({ connectionString }) => epochOf(connectionString)))
    expect(new Set(epochs).size).toBe(2)

    const restored = await startTestApp({ connectionString: target.connectionString })
    const token = (await app.as('ben')).cookie().split('=')[1]
    const ben = openClient(restored.url, '', `parley-${new URL(restored.url).port}=${token}`)
    const read = await ben.get(`/api/rooms/${roomId}/messages?before=3&limit=1`)
    expect(read.status).toBe(200)
    expect((await ben.get('/readyz')).status).toBe(200)
    expect(restored.app.push.publicKey).toBe(app.app.push.publicKey)
    const said = await ben.post(`/api/rooms/${roomId}/messages`, {
      clientId: crypto.randomUUID(),
      body: 'on',
    })
    expect(said.status).toBe(200)

    const jobs = await createJobs(placeOf(target), [fact], log)
    await jobs.work(restored.app)
    await vi.waitFor(() => expect(heard).toEqual([{ left: odd }]), 10_000)
    await jobs.stop()
    await restored.stop()
    await target.drop()
  })

  test('holds no key, no password and no token, and only its owner may read it', async () => {
    const text = gunzipSync(readFileSync(backup)).toString()
    const key = readFileSync(app.app.config.secretKeyFile ?? '', 'utf8').trim()
    const cookie = (await app.as('ana')).cookie().split('=')[1] ?? 'none'
    const mailed = (await app.mails()).flatMap(({ text: mail }) => mail.match(/\/link\/([\w-]+)/)?.[1] ?? [])
    expect(mailed.length).toBeGreaterThan(0)
    for (const secret of [key, cookie, 'ana keeps time', ...mailed]) expect(text).not.toContain(secret)
    expect(statSync(backup).mode & 0o777).toBe(0o600)
  })

  test('is one moment: what is said meanwhile is in it whole or not at all', async () => {
    const ana = await app.as('ana')
    const ended = new AbortController()
    const talking = (async () => {
      while (!ended.signal.aborted)
        await ana.post(`/api/rooms/${roomId}/messages`, { clientId: crypto.randomUUID(), body: 'x' })
    })()
    const path = join(folder, 'meanwhile.backup')
    await writeBackup(placeOf(app), path, { at: 0 })
    ended.abort()
    await talking
    const rows = gunzipSync(readFileSync(path)).toString().trim().split('\n').slice(1, -1)
    const parsed = rows.map((row) => JSON.parse(row)).filter((row) => row.r)
    const seqs = (table: string) =>
      parsed
        .filter((row) => row.t === table && (row.r.room_id ?? row.r.stream_id).endsWith(roomId))
        .map((row) => row.r.seq)
    const stream = parsed.find((row) => row.t === 'streams' && row.r.id === `r:${roomId}`)
    expect(Math.max(...seqs('events'))).toBe(stream?.r.last_seq)
    expect(Math.max(...seqs('messages'))).toBeLessThanOrEqual(stream?.r.last_seq)
  })
})

describe('a restore is refused, and changes nothing', () => {
  let target: TestDatabase

  beforeAll(async () => {
    target = await createTestDatabase()
  })
  afterAll(() => target.drop())

  test('where people are already', async () => {
    const used = await createTestDatabase()
    await restore(used.connectionString, backup)
    const before = await dump(used.connectionString)
    await expect(restore(used.connectionString, backup)).rejects.toThrow(
      /^This installation is not empty: there are rows in \w+\. Restore into an empty one; nothing was changed\.$/,
    )
    expect(await dump(used.connectionString)).toEqual(before)
    await used.drop()
  })

  test.each([
    [
      'cut off',
      (bytes: Buffer) => bytes.subarray(0, bytes.length - 2_000),
      /is damaged or cut off\. Nothing was restored/,
    ],
    ['cut off early', (bytes: Buffer) => bytes.subarray(0, 200), /damaged or cut off/],
    ['of something else', () => Buffer.from('hello'), /is not a backup of Parley\./],
  ])('of a file that is %s', async (name, change, sentence) => {
    const path = join(folder, `${name}.backup`)
    writeFileSync(path, change(readFileSync(backup)))
    await expect(restore(target.connectionString, path)).rejects.toThrow(sentence)
    expect(await dump(target.connectionString)).toMatchObject({ people: [], messages: [] })
  })

  test('with another key', async () => {
    const other = createSealer(Buffer.alloc(32, 7))
    await expect(restore(target.connectionString, backup, other)).rejects.toThrow(
      'The secret key is not the one this backup was made with. Nothing was changed.',
    )
  })

  test('while a Parley runs there', async () => {
    const running = await startTestApp({ connectionString: target.connectionString })
    await expect(restore(target.connectionString, backup)).rejects.toThrow(
      'A Parley is running on this database. Stop it first; nothing was changed.',
    )
    await running.stop()
  })

  test('of a version that is not known here', async () => {
    const newer = await createTestDatabase()
    await restore(newer.connectionString, backup)
    await runOnServer(
      newer.connectionString,
      `insert into kysely_migration values ('9999-later', '2030-01-01')`,
    )
    const path = join(folder, 'newer.backup')
    await writeBackup(placeOf(newer), path, { at: 0 })
    await expect(restore(target.connectionString, path)).rejects.toThrow(/made by another version of Parley/)
    await newer.drop()
  })
})

test('an older backup is put into tables of its own version, which are then brought to this one', async () => {
  const name = `${new URL(app.connectionString).pathname.slice(1)}_old`
  const server = databaseOn(app.connectionString, 'postgres')
  await runOnServer(server, `create database ${name}`)
  const old = join(folder, 'old.backup')
  writeFileSync(old, gzipSync(asOfMigration('0006-', gunzipSync(readFileSync(backup)).toString())))
  const connectionString = databaseOn(app.connectionString, name)
  await restore(connectionString, old)
  const restored = await dump(connectionString)
  expect(restored).toMatchObject({ rooms: [{ name: 'Kitchen rebuild' }], announcements: [] })
  expect(restored.messages).toEqual(then.messages)
  const parley = await startTestApp({ connectionString })
  expect((await parley.stranger().get('/readyz')).status).toBe(200)
  await parley.stop()
  await runOnServer(server, `drop database ${name} with (force)`)
})

/** The backup as a version would have written it whose last migration begins with `last`. */
function asOfMigration(last: string, text: string): string {
  const [first = '', ...lines] = text.trim().split('\n')
  const head = JSON.parse(first)
  const isLater = (migration: string) => migration > `${last}~`
  const later = head.migrations
    .filter(isLater)
    .map((name: string) => readFileSync(`db/migrations/${name}.sql`))
  const madeLater = [...later.join('\n').matchAll(/create table (\w+)/g)].map((match) => match[1])
  const kept = lines.filter((line) => !madeLater.includes(JSON.parse(line).t))
  const { end } = JSON.parse(kept.pop() ?? '')
  for (const table of madeLater) delete end.tables[table ?? '']
  const migrations = head.migrations.filter((migration: string) => !isLater(migration))
  return [JSON.stringify({ ...head, migrations }), ...kept, JSON.stringify({ end })].join('\n')
}

test('by command: backed up while running, restored into an empty folder with its key, and started', async () => {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const first = { DATA_DIR: join(folder, 'first'), PORT: String(port) }
  const parley = runNode('src/main.ts', first)
  await parley.says('Parley is ready')
  const ana = await signUp(url, 'ana')
  const made = await ana.post('/api/rooms', { name: 'Drill' })
  const file = join(folder, 'command.backup')

  const saved = runNode('tools/backup.ts', { ...first, INIT_CWD: folder }, ['command.backup'])
  expect(await saved.ended(), saved.output()).toBe(0)
  expect(saved.output()).toContain(
    `The secret key is not in it. Keep a copy of ${first.DATA_DIR}/key elsewhere`,
  )
  const withKey = runNode('tools/backup.ts', first, [join(folder, 'with-key.backup'), '--with-key'])
  expect(await withKey.ended(), withKey.output()).toBe(0)
  expect(withKey.output()).toContain('The secret key is in it')
  const again = runNode('tools/backup.ts', first, [file])
  expect(await again.ended()).toBe(1)
  expect(again.output()).toBe(`${file} is there already. Give another name; nothing was written.\n`)
  parley.signal('SIGTERM')
  await parley.ended()

  const second = { DATA_DIR: join(folder, 'second'), PORT: String(port) }
  const keyless = runNode('tools/restore.ts', second, [file])
  expect(await keyless.ended()).toBe(1)
  expect(keyless.output()).toContain('The backup does not hold its key.')
  const restored = runNode('tools/restore.ts', second, [join(folder, 'with-key.backup')])
  expect(await restored.ended(), restored.output()).toBe(0)
  expect(restored.output()).toMatch(/0 messages of 1 people are back, as of .*Z\.\n$/)

  const next = runNode('src/main.ts', second)
  await next.says('Parley is ready')
  const read = await ana.get(`/api/rooms/${made.body.roomId}`)
  next.signal('SIGTERM')
  await next.ended()
  expect(read.status).toBe(200)
})

async function restore(
  connectionString: string,
  path: string,
  sealer: Sealer = app.app.sealer,
): Promise<void> {
  const database = openDatabase({ connectionString }, log, 2)
  const jobs = await createJobs({ connectionString }, [fact], log)
  try {
    await restoreBackup({ database, jobs, sealer }, path)
  } finally {
    await jobs.stop()
    await database.close()
  }
}

/** A connection and nothing else of what has one. */
function placeOf({ connectionString }: { connectionString: string }) {
  return { connectionString }
}

/** Every row of every table as text, but what a restore is to change. */
async function dump(connectionString: string): Promise<Record<string, unknown[]>> {
  const tables = await query(
    connectionString,
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
     and relname not in ('kysely_migration', 'kysely_migration_lock', 'installation', 'rate_limits')`,
  )
  const entries = tables.map(async ({ name }) => {
    const rows = await query(
      connectionString,
      `select row_to_json(t) as row from "${name}" t order by t::text`,
    )
    return [String(name), rows.map(({ row }) => row)] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}

async function epochOf(connectionString: string): Promise<unknown> {
  return (await query(connectionString, 'select epoch from installation'))[0]?.epoch
}

async function query(
  connectionString: string,
  text: string,
  values: unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    return (await client.query(text, values)).rows
  } finally {
    await client.end()
  }
}

/** A long conversation, as sending it would have left it. */
function fillRoom(count: number): string {
  return `
    with room as (select 'r:' || $1::text as stream, $1::uuid as id),
    said as (
      insert into messages (id, room_id, seq, sender_id, client_id, kind, body, sent_at)
      select gen_random_uuid(), room.id, s.last_seq + n, m.person_id, gen_random_uuid(), 'text', 'message ' || n,
        '2026-10-23T10:00:00.123456Z'::timestamptz + n * interval '1 second'
      from generate_series(1, ${count}) n, room, streams s, memberships m
      where s.id = room.stream and m.room_id = room.id and m.role = 'owner' returning seq, sender_id, sent_at
    ),
    told as (
      insert into events (stream_id, seq, kind, actor_id, payload, at)
      select room.stream, seq, 'message.sent', sender_id, '{"message": {}}', sent_at from said, room
    )
    update streams set last_seq = last_seq + ${count} from room where streams.id = room.stream`
}
