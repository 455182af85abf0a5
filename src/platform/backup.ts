import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { createGzip } from 'node:zlib'

import pg from 'pg'

import { toIso } from '#time/instant.ts'

import { type BackupCounts, type BackupHeader, rowsAtOnce } from './backup-file.ts'
import { StartRefused } from './config.ts'
import type { Connection } from './database.ts'

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

/** Tables in the order in which rows can be inserted: what a foreign key points to comes first. */
export async function listTables(
  read: (text: string) => Promise<Record<string, unknown>[]>,
): Promise<string[]> {
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

function unwritable(error: unknown, path: string): unknown {
  const isOfFile = error instanceof Error && 'code' in error && /^(?:E[A-Z]+)$/.test(String(error.code))
  return isOfFile ? new StartRefused(`${path} cannot be written: ${error.message}.`) : error
}
