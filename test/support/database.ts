import { randomBytes } from 'node:crypto'

import pg from 'pg'
import { inject } from 'vitest'

export type TestDatabase = { connectionString: string; drop(): Promise<void> }

/** The name of the database that all migrations have run on; tests only copy it. */
export const templateName = 'parley_template'

/** A database of its own with every migration in it, copied from the run's template in some 20 ms. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = inject('postgres')
  const name = `parley_test_${randomBytes(6).toString('hex')}`
  await runOnServer(server, `create database ${name} template ${templateName} strategy wal_log`)
  return {
    connectionString: databaseOn(server, name),
    drop: () => runOnServer(server, `drop database if exists ${name} with (force)`),
  }
}

/** The address of another database on the same server. */
export function databaseOn(connectionString: string, name: string): string {
  const address = new URL(connectionString)
  address.pathname = `/${name}`
  return address.href
}

/** Runs one statement on the server's own database. */
export async function runOnServer(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

declare module 'vitest' {
  // Vitest's registry of what the global setup hands to the tests is an interface to be added to.
  export interface ProvidedContext {
    postgres: string
  }
}
