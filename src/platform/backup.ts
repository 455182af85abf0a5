import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { pipeline, type Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'

import pg from 'pg'
import { z } from 'zod'

import { toIso } from '#time/instant.ts'

import { StartRefused } from './config.ts'
import { type Connection, type Database, runRaw, type TxDb } from './database.ts'
import { isOpenedBy } from './installation.ts'
import type { Jobs } from './jobs.ts'
import { listMigrationsRun, migrate, migrateUpTo } from './migrations.ts'
import type { Sealer } from './sealing.ts'

/** What a backup says about itself, in its first line. */
const header = z.object({
  parley: z.literal('backup'),
  version: z.literal(1),
  madeAt: z.string(),
  migrations: z.array(z.string()).min(1),
  /** What the key must open. */
  keyCanary: z.string(),
  /** The key itself, base64, only where it was asked for. */
  key: z.string().optional(),
})
export type BackupHeader = z.infer<typeof header>

/** How many rows of each table, and how many pending jobs. */
export type BackupCounts = { tables: Record<string, number>; jobs: number }

const line = z.union([
  z.object({ t: z.string(), r: z.record(z.string(), z.unknown()) }),
  z.object({ job: z.string(), data: z.record(z.string(), z.unknown()) }),
  z.object({ end: z.object({ tables: z.record(z.string(), z.number()), jobs: z.number() }) }),
])

const rowsAtOnce = 1_000
const charactersAtOnce = 4_000_000
// Rows of these are there before anybody has used an installation, or mean nothing in another one.
const ofEveryInstallation = ['installation', 'rate_limits']

/**
 * Writes everything to `path` (gzip, one JSON object in each line) as it stood at one moment, while Parley runs or not.
 * The file appears when it is whole. `key` puts the secret key in it, and then it opens all that is sealed.
 */
export async function writeBackup(
  connection: Connection,
  path: string,
  { key, at }: { key?: Buffer | undefined; at: number },
): Promise<BackupCounts> {
  const part = `${path}.part`
  const client = new pg.Client({ ...connection, types: textTypes, application_name: 'parley-backup' })
  await client.connect()
  try {
    await refuseExisting(path)
    const gzip = createGzip({ level: 3 })
    const file = createWriteStream(part, { mode: 0o600 })
    const written = finished(gzip.pipe(file))
    const counts = await Promise.race([writeAll(client, gzip, key, at), written.then(neverCounts)])
    gzip.end()
    await written
    await sync(part)
    await rename(part, path)
    return counts
  } catch (error) {
    throw unwritable(error, path)
  } finally {
    await client.end()
    await rm(part, { force: true })
  }
}

/** The first line of a backup. Throws StartRefused when the file is none. */
export async function readBackupHeader(path: string): Promise<BackupHeader> {
  for await (const text of readLines(path)) return parseHeader(text, path)
  throw notABackup(path)
}

/**
 * Puts a backup into an empty installation: all of it or nothing. The installation gets a new epoch, so that open
 * browsers read everything anew. Throws StartRefused with a sentence when something is there already, the key is
 * another one, or the file is damaged.
 */
export async function restoreBackup(
  { database, jobs, sealer }: { database: Database; jobs: Pick<Jobs, 'resume'>; sealer: Sealer },
  path: string,
): Promise<BackupCounts> {
  const { migrations, keyCanary } = await readBackupHeader(path)
  if (!isOpenedBy(sealer, keyCanary)) {
    throw new StartRefused('The secret key is not the one this backup was made with. Nothing was changed.')
  }
  await prepareSchema(database, migrations)
  const counts = await database.db.transaction().execute(async (db) => {
    await refuseUsed(db)
    const restored = await insertAll(db, jobs, path)
    await db.updateTable('installation').set({ epoch: randomUUID() }).execute()
    return restored
  })
  await migrate(database.db)
  return counts
}

// Rows travel as PostgreSQL writes them, so numbers and times keep every digit.
const textTypes = { getTypeParser: () => (text: string) => text }

async function writeAll(
  client: pg.Client,
  out: Writable,
  key: Buffer | undefined,
  at: number,
): Promise<BackupCounts> {
  await client.query('begin isolation level repeatable read read only')
  await client.query(`set local timezone to 'UTC'`)
  await writeLine(out, await describeBackup(client, key, at))
  const counts: BackupCounts = { tables: {}, jobs: 0 }
  for (const table of await listTables((text) => readRows(client, text))) {
    counts.tables[table] = await writeTable(client, out, table)
  }
  counts.jobs = await writeJobs(client, out)
  await writeLine(out, { end: counts })
  await client.query('commit')
  return counts
}

async function describeBackup(client: pg.Client, key: Buffer | undefined, at: number): Promise<BackupHeader> {
  const [installation] = await readRows(client, 'select key_canary from installation')
  if (!installation)
    throw new StartRefused('There is nothing to back up: no Parley was started on this database.')
  const migrations = await readRows(client, 'select name from kysely_migration order by name')
  return {
    parley: 'backup',
    version: 1,
    madeAt: toIso(at),
    migrations: migrations.map(({ name }) => String(name)),
    keyCanary: String(installation.key_canary),
    ...(key && { key: key.toString('base64') }),
  }
}

async function writeTable(client: pg.Client, out: Writable, table: string): Promise<number> {
  const name = pg.escapeIdentifier(table)
  await client.query(
    `declare backup no scroll cursor for select row_to_json(${name})::text as row from ${name}`,
  )
  let count = 0
  for (;;) {
    const rows = await readRows(client, `fetch ${rowsAtOnce} from backup`)
    await write(out, rows.map(({ row }) => `{"t":${JSON.stringify(table)},"r":${row}}\n`).join(''))
    count += rows.length
    if (rows.length < rowsAtOnce) break
  }
  await client.query('close backup')
  return count
}

// A fact between modules has no other trace than its job, so jobs that are still to be done come along.
async function writeJobs(client: pg.Client, out: Writable): Promise<number> {
  const [known] = await readRows(client, `select to_regclass('pgboss.job') as there`)
  if (!known?.there) return 0
  const jobs = await readRows(
    client,
    `select json_build_object('job', name, 'data', data)::text as row from pgboss.job
     where state::text in ('created', 'retry', 'active') and name like '%/%' order by created_on`,
  )
  await write(out, jobs.map(({ row }) => `${row}\n`).join(''))
  return jobs.length
}

async function write(out: Writable, text: string): Promise<void> {
  if (text !== '' && !out.write(text)) await once(out, 'drain')
}

async function writeLine(out: Writable, value: unknown): Promise<void> {
  await write(out, `${JSON.stringify(value)}\n`)
}

async function readRows(client: pg.Client, text: string): Promise<Record<string, unknown>[]> {
  return (await client.query(text)).rows
}

// Tables in the order in which rows can be inserted: what a foreign key points to comes first.
async function listTables(read: (text: string) => Promise<Record<string, unknown>[]>): Promise<string[]> {
  const tables = await read(`
    select c.relname as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname not like 'kysely_%'
    order by c.relname`)
  const keys = await read(`
    select f.relname as from, t.relname as to
    from pg_constraint k join pg_class f on f.oid = k.conrelid join pg_class t on t.oid = k.confrelid
    where k.contype = 'f' and k.connamespace = 'public'::regnamespace and k.conrelid <> k.confrelid`)
  const left = new Set(tables.map(({ name }) => String(name)))
  const ordered: string[] = []
  while (left.size > 0) {
    const free = [...left].filter(
      (table) => !keys.some((key) => key.from === table && left.has(String(key.to))),
    )
    if (free.length === 0) throw new Error(`These tables point to each other: ${[...left].join(', ')}.`)
    for (const table of free) left.delete(table)
    ordered.push(...free)
  }
  return ordered
}

// An older backup is put into the tables of its own version, which are then brought to ours.
async function prepareSchema(database: Database, migrations: readonly string[]): Promise<void> {
  const wanted = migrations.at(-1) ?? ''
  const before = await listMigrationsRun(database.db)
  if (before.length === 0) await migrateUpTo(database.db, wanted)
  const ran = before.length === 0 ? await listMigrationsRun(database.db) : before
  if (ran.join() === migrations.join()) return
  throw new StartRefused(
    'The backup was made by another version of Parley than the database is of. Restore it into a new, empty database.',
  )
}

async function refuseUsed(db: TxDb): Promise<void> {
  const read = async (text: string) => (await runRaw(db, text)).rows as Record<string, unknown>[]
  const [others] = await read(
    `select count(*) as running from pg_stat_activity
     where datname = current_database() and application_name in ('parley-listen') and pid <> pg_backend_pid()`,
  )
  if (Number(others?.running) > 0) {
    throw new StartRefused('A Parley is running on this database. Stop it first; nothing was changed.')
  }
  for (const table of await listTables(read)) {
    const name = pg.escapeIdentifier(table)
    if (ofEveryInstallation.includes(table)) {
      await runRaw(db, `delete from ${name}`)
      continue
    }
    const [some] = await read(`select exists (select from ${name}) as used`)
    if (some?.used) {
      throw new StartRefused(
        `This installation is not empty: there are rows in ${table}. Restore into an empty one; nothing was changed.`,
      )
    }
  }
}

async function insertAll(db: TxDb, jobs: Pick<Jobs, 'resume'>, path: string): Promise<BackupCounts> {
  const tables = new Set(await listTables(async (text) => (await runRaw(db, text)).rows as never))
  const counts: BackupCounts = { tables: {}, jobs: 0 }
  let end: BackupCounts | undefined
  for await (const batch of readBatches(path)) {
    if ('end' in batch) end = batch.end
    else if ('job' in batch) {
      await jobs.resume(db, batch.job, batch.data)
      counts.jobs += 1
    } else {
      if (!tables.has(batch.table)) throw damaged(path)
      await insertRows(db, batch.table, batch.rows)
      counts.tables[batch.table] = (counts.tables[batch.table] ?? 0) + batch.rows.length
    }
  }
  if (!end || !isSame(end, counts)) throw damaged(path)
  return end
}

type Batch = { table: string; rows: string[] } | Exclude<z.infer<typeof line>, { t: string }>

// Rows of one table at a time, as many as one statement takes well.
async function* readBatches(path: string): AsyncGenerator<Batch> {
  let batch = { table: '', rows: [] as string[] }
  let characters = 0
  let isHeader = true
  for await (const text of readLines(path)) {
    if (isHeader) {
      isHeader = false
      continue
    }
    const read = parseLine(text, path)
    const table = 't' in read ? read.t : ''
    const isFull = batch.rows.length === rowsAtOnce || characters > charactersAtOnce
    if (table !== batch.table || isFull) {
      if (batch.rows.length > 0) yield batch
      batch = { table, rows: [] }
      characters = 0
    }
    if ('t' in read) {
      // The row as it was written: our own numbers would round it.
      batch.rows.push(text.slice(text.indexOf(',"r":') + 5, -1))
      characters += text.length
    } else yield read
  }
  if (batch.rows.length > 0) yield batch
}

async function insertRows(db: TxDb, table: string, rows: readonly string[]): Promise<void> {
  const name = pg.escapeIdentifier(table)
  await runRaw(db, `insert into ${name} select * from json_populate_recordset(null::${name}, $1::json)`, [
    `[${rows.join(',')}]`,
  ])
}

function isSame(end: BackupCounts, counts: BackupCounts): boolean {
  const tables = Object.entries(end.tables)
  return end.jobs === counts.jobs && tables.every(([table, count]) => (counts.tables[table] ?? 0) === count)
}

// Lines end with a line feed alone: what people write may hold other separators.
async function* readLines(path: string): AsyncGenerator<string> {
  const unzipped = pipeline(createReadStream(path), createGunzip(), () => undefined).setEncoding('utf8')
  let rest = ''
  try {
    for await (const chunk of unzipped) {
      const parts = (rest + String(chunk)).split('\n')
      rest = parts.pop() ?? ''
      yield* parts
    }
  } catch (error) {
    throw unreadable(error, path)
  }
  if (rest !== '') yield rest
}

function parseHeader(text: string, path: string): BackupHeader {
  const parsed = header.safeParse(parseJson(text))
  if (!parsed.success) throw notABackup(path)
  return parsed.data
}

function parseLine(text: string, path: string): z.infer<typeof line> {
  const parsed = line.safeParse(parseJson(text))
  if (!parsed.success) throw damaged(path)
  return parsed.data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON is one more way of not being what was expected; the schema says so.
    return undefined
  }
}

async function refuseExisting(path: string): Promise<void> {
  const there = await open(path).catch(() => null)
  await there?.close()
  if (there) throw new StartRefused(`${path} is there already. Give another name; nothing was written.`)
}

async function sync(path: string): Promise<void> {
  const file = await open(path)
  await file.sync()
  await file.close()
}

// The file ending before the rows do is a failure of the file, which `finished` has thrown by then.
function neverCounts(): never {
  throw new Error('The backup ended before it was whole.')
}

function notABackup(path: string): StartRefused {
  return new StartRefused(`${path} is not a backup of Parley.`)
}

function damaged(path: string): StartRefused {
  return new StartRefused(`${path} is damaged or cut off. Nothing was restored.`)
}

function unwritable(error: unknown, path: string): unknown {
  const isOfFile = error instanceof Error && 'code' in error && /^(?:E[A-Z]+)$/.test(String(error.code))
  return isOfFile ? new StartRefused(`${path} cannot be written: ${error.message}.`) : error
}

function unreadable(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error
  if (error.code === 'ENOENT') return new StartRefused(`${path} is not there.`)
  if (error.code === 'Z_DATA_ERROR') return notABackup(path)
  return error.code === 'Z_BUF_ERROR' ? damaged(path) : error
}
