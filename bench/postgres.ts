import { mkdtemp, rm } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import pg from 'pg'

import { openDatabase } from '#platform/database.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#platform/embedded-postgres.ts'
import { createLog } from '#platform/log.ts'
import { migrate } from '#platform/migrations.ts'

/** A database of its own with every migration in it, and the key its servers share. */
export type BenchDatabase = {
  connectionString: string
  keyFile: string
  /** One connection for filling and counting; rows as pg gives them. */
  client: pg.Client
  /** A new `client` after the server was killed and has recovered. */
  reconnect(): Promise<void>
  drop(): Promise<void>
}

type Postgres = { folder: string; server: EmbeddedPostgres }

let started: Promise<Postgres> | undefined

/** A fresh database on the run's one PostgreSQL, which syncs to disk as a real one. */
export async function createDatabase(): Promise<BenchDatabase> {
  const { folder, server } = await startOnce()
  const name = `bench_${randomBytes(4).toString('hex')}`
  await runOnServer(server, `create database ${name} template template0 encoding 'UTF8'`)
  const connectionString = addressOf(server, name)
  const database = openDatabase({ connectionString }, createLog('error'), 1)
  await migrate(database.db)
  await database.close()
  const keyFile = join(folder, `${name}.key`)
  writeFileSync(keyFile, randomBytes(32).toString('base64'), { mode: 0o600 })
  const bench: BenchDatabase = {
    connectionString,
    keyFile,
    client: await connectPatiently(connectionString),
    async reconnect() {
      await bench.client.end().catch(() => undefined)
      bench.client = await connectPatiently(connectionString)
    },
    async drop() {
      await bench.client.end().catch(() => undefined)
      await runOnServer(server, `drop database if exists ${name} with (force)`)
    },
  }
  return bench
}

// A server that recovers from a crash refuses for a moment.
async function connectPatiently(connectionString: string): Promise<pg.Client> {
  for (let tries = 1; ; tries += 1) {
    const client = new pg.Client({ connectionString })
    client.on('error', () => undefined)
    try {
      await client.connect()
      return client
    } catch (error) {
      if (tries === 100) throw error
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
}

/** The folder of the unix socket, for programs that take it apart from the name. */
export async function postgresSocketFolder(): Promise<string> {
  const { server } = await startOnce()
  return new URL(server.connectionString).searchParams.get('host') ?? ''
}

/** The version of the server this run measured on. */
export async function postgresVersion(): Promise<string> {
  const { server } = await startOnce()
  const { rows } = await runOnServer(server, 'show server_version')
  return String(rows[0]?.server_version).split(' ')[0] ?? 'unknown'
}

/** Stops the run's PostgreSQL and throws its data away. */
export async function closePostgres(): Promise<void> {
  const postgres = await started?.catch(() => undefined)
  started = undefined
  if (!postgres) return
  await postgres.server.stop()
  await rm(postgres.folder, { recursive: true, force: true })
}

async function runOnServer(server: EmbeddedPostgres, statement: string): Promise<pg.QueryResult> {
  const client = new pg.Client(server.connection)
  await client.connect()
  try {
    return await client.query(statement)
  } finally {
    await client.end()
  }
}

function addressOf(server: EmbeddedPostgres, name: string): string {
  const address = new URL(server.connectionString)
  address.pathname = `/${name}`
  return address.href
}

function startOnce(): Promise<Postgres> {
  started ??= start()
  return started
}

async function start(): Promise<Postgres> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-bench-'))
  return { folder, server: await startEmbeddedPostgres(folder) }
}
