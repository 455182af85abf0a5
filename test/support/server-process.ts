import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { sessionCookieName } from '#platform/http.ts'

import { ensureWeb } from '../../tools/ensure-web.ts'
import { freePort } from './free-port.ts'

/** `node src/main.ts` on a database of ours, which several of them can share. */
export type ServerProcess = {
  url: string
  cookieName: string
  /** Ends it as `kill -9` does. */
  kill(): Promise<void>
  /** Starts it again at the same address. */
  startAgain(): Promise<void>
  stop(): Promise<void>
  /** Sets its own clock to so many milliseconds off, while it runs; where it was started with one that can be set. */
  setClock(offMs: number): Promise<void>
  /** What it logged as errors, or wrote to its standard error, over all its lives. */
  complaints(): string
}

const main = join(import.meta.dirname, '../../src/main.ts')
const settableClock = join(import.meta.dirname, 'settable-clock.ts')
const startWithinMs = 180_000

/** A key for all servers of one database; answers the file's path. */
export function makeKeyFile(): string {
  const path = join(mkdtempSync(join(tmpdir(), 'parley-key-')), 'key')
  writeFileSync(path, randomBytes(32).toString('base64'))
  return path
}

function makeClockFile(offMs: number): string {
  const path = join(mkdtempSync(join(tmpdir(), 'parley-clock-')), 'off')
  writeFileSync(path, String(offMs))
  return path
}

/** Starts one, with its own zone and settings if need be, and waits until it is ready. */
export async function startServer(on: {
  connectionString: string
  keyFile: string
  zone?: string
  env?: Record<string, string>
  /** Its own clock can be set, and is so many milliseconds off from the start. */
  clockOffMs?: number
}): Promise<ServerProcess> {
  if (!existsSync('dist/web/index.html')) await ensureWeb()
  const port = await freePort()
  const url = `http://localhost:${port}`
  const clock = on.clockOffMs === undefined ? undefined : makeClockFile(on.clockOffMs)
  let complaints = ''
  let child = await start()
  const killNow = () => void child.kill('SIGKILL')
  process.once('exit', killNow)

  return {
    url,
    cookieName: sessionCookieName(new URL(url)),
    kill: () => end('SIGKILL'),
    async startAgain() {
      child = await start()
    },
    async stop() {
      await end('SIGTERM')
      process.off('exit', killNow)
    },
    async setClock(offMs) {
      if (!clock) throw new Error('Its clock cannot be set.')
      const isSet = once(child, 'message')
      writeFileSync(clock, String(offMs))
      child.send('read the clock again')
      await isSet
    },
    complaints: () => complaints,
  }

  async function start(): Promise<ChildProcess> {
    const started = spawn(process.execPath, [...(clock ? ['--import', settableClock] : []), main], {
      env: {
        PATH: process.env.PATH,
        TZ: on.zone ?? 'UTC',
        PORT: String(port),
        DATABASE_URL: on.connectionString,
        SECRET_KEY_FILE: on.keyFile,
        LOG_LEVEL: 'error',
        WRITE_LIMIT_FACTOR: '100000',
        ...(clock && { CLOCK_FILE: clock }),
        ...on.env,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    started.stderr?.on('data', (chunk: Buffer) => (complaints += chunk.toString()))
    await ready(started)
    return started
  }

  function ready(started: ChildProcess): Promise<void> {
    return new Promise((resolve, reject) => {
      let printed = ''
      const fail = (why: string) =>
        reject(new Error(`Parley did not start: ${why}\n${printed}\n${complaints}`))
      const timer = setTimeout(() => fail('it took too long'), startWithinMs)
      started.stdout?.on('data', (chunk: Buffer) => {
        printed += chunk.toString()
        complaints += chunk
          .toString()
          .split('\n')
          .filter((line) => line.startsWith('{'))
          .join('\n')
        if (!printed.includes('Parley is ready')) return
        clearTimeout(timer)
        resolve()
      })
      started.once('exit', (code) => {
        clearTimeout(timer)
        fail(`it ended with ${code}`)
      })
    })
  }

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }
}
