import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { TestProject } from 'vitest/node'

import { openDatabase } from '#platform/database.ts'
import { startEmbeddedPostgres } from '#platform/embedded-postgres.ts'
import { createLog } from '#platform/log.ts'
import { migrate } from '#platform/migrations.ts'

import { ensureWeb } from '../../tools/ensure-web.ts'
import { databaseOn, runOnServer, templateName } from './database.ts'

/** One PostgreSQL for the whole run, or the one at TEST_DATABASE_URL, with one migrated template for all tests to copy. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  // The product serves its pages, and a build of before may lack what is served by now.
  await ensureWeb()
  const server = process.env.TEST_DATABASE_URL ? elsewhere(process.env.TEST_DATABASE_URL) : await ownServer()
  await makeTemplate(server.connectionString)
  project.provide('postgres', server.connectionString)
  return server.stop
}

type Server = { connectionString: string; stop(): Promise<void> }

function elsewhere(connectionString: string): Server {
  return { connectionString, stop: () => Promise.resolve() }
}

async function ownServer(): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-tests-'))
  const { connectionString, stop } = await startEmbeddedPostgres(folder, { durable: false })
  return {
    connectionString,
    stop: async () => {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function makeTemplate(connectionString: string): Promise<void> {
  await runOnServer(connectionString, `drop database if exists ${templateName} with (force)`)
  await runOnServer(connectionString, `create database ${templateName} template template0 encoding 'UTF8'`)
  const database = openDatabase(
    { connectionString: databaseOn(connectionString, templateName) },
    createLog('error'),
    1,
  )
  await migrate(database.db)
  await database.close()
}
