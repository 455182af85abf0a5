import { mkdtempSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { App } from '#platform/app.ts'
import { readConfig } from '#platform/config.ts'
import { listRecentMails } from '#platform/deliveries.ts'
import type { Mail } from '#platform/mail.ts'
import { startParley } from '../../src/main.ts'

import type { CastName } from './cast.ts'
import { type Client, openClient, signUp } from './client.ts'
import { createTestDatabase } from './database.ts'
import { freePort } from './free-port.ts'

// One import gives a behaviour test all it needs.
export { type Answer, type Client, makeRoom, newKey, openClient } from './client.ts'

/** The clock of a test: it stands until it is moved. */
export type Clock = { now(): number; set(iso: string): void; advance(ms: number): void }

export type TestApp = {
  app: App
  url: string
  connectionString: string
  clock: Clock
  /** Signs a member of the cast up, once, and gives their browser. */
  as(name: CastName): Promise<Client>
  /** A browser nobody is signed in with. */
  stranger(): Client
  /** Every mail so far, newest first. */
  mails(): Promise<Mail[]>
  stop(): Promise<void>
}

/** Two days before Europe changes its clocks, nine before North America. */
export const testStart = '2026-10-23T10:00:00Z'

export type TestAppOptions = { env?: Record<string, string>; connectionString?: string; clock?: Clock }

/** A clock that stands still at `iso`. */
export function standingClock(iso: string = testStart): Clock {
  let at = Date.parse(iso)
  return { now: () => at, set: (next) => (at = Date.parse(next)), advance: (ms) => (at += ms) }
}

/** Starts the whole product on a database of its own, in this process. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = options.connectionString ? undefined : await createTestDatabase()
  const connectionString = options.connectionString ?? database?.connectionString ?? ''
  const port = await freePort()
  const url = `http://localhost:${port}`
  const clock = options.clock ?? standingClock()
  const config = readConfig({
    PORT: String(port),
    PUBLIC_URL: url,
    DATABASE_URL: 'postgres://given-below',
    SECRET_KEY_FILE: keyFile,
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'error',
    // Tests write far more than people do, on a clock that stands.
    WRITE_LIMIT_FACTOR: '1000',
    ...options.env,
  })
  const parley = await startParley({ ...config, databaseUrl: connectionString }, { now: clock.now })
  const signedUp = new Map<CastName, Promise<Client>>()

  return {
    app: parley.app,
    url,
    connectionString,
    clock,
    as(name) {
      const known = signedUp.get(name) ?? signUp(url, name)
      signedUp.set(name, known)
      return known
    },
    stranger: () => openClient(url),
    async mails() {
      const sent = await listRecentMails(parley.app.db, parley.app.sealer, 200)
      return sent.flatMap(({ mail }) => (mail ? [mail] : []))
    },
    async stop() {
      await parley.stop()
      await database?.drop()
    },
  }
}

const keyFile = makeKeyFile()

function makeKeyFile(): string {
  const path = join(mkdtempSync(join(tmpdir(), 'parley-key-')), 'key')
  writeFileSync(path, randomBytes(32).toString('base64'))
  return path
}
