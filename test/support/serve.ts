import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { freePort } from './free-port.ts'

/** A Parley in a process of its own, on throwaway data. */
export type Served = {
  url: string
  /** The page with the mails. */
  outboxUrl(): string
  /** Ends the process as a power cut would. */
  kill(): Promise<void>
  /** Starts it anew at the same address, on the same data; its clock begins at `now` (ISO), else where it began before. */
  startAgain(now?: string): Promise<void>
  stop(): Promise<void>
}

const main = join(import.meta.dirname, '../../src/main.ts')
const startWithinMs = 60_000

/**
 * Starts `node src/main.ts` on the embedded database. With `now` (ISO) its clock begins there and runs on. It stands in a
 * zone that none of the cast lives in: nothing may depend on that one. `env` are more of its settings.
 */
export async function serve({
  now,
  env = {},
}: { now?: string; env?: Record<string, string> } = {}): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-story-'))
  // As root, the database runs as nobody, who must be able to reach its files.
  chmodSync(folder, 0o755)
  const port = await freePort()
  let running = await start(now)

  return {
    url: `http://localhost:${port}`,
    outboxUrl: () => running.outboxUrl,
    kill: () => end(running.child, 'SIGKILL'),
    async startAgain(later = now) {
      running = await start(later)
    },
    async stop() {
      await end(running.child, 'SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }

  async function start(from: string | undefined): Promise<{ child: ChildProcess; outboxUrl: string }> {
    const script = from ? import.meta.filename : main
    const child = spawn(process.execPath, [script], {
      env: {
        PATH: process.env.PATH,
        TZ: 'Pacific/Auckland',
        PORT: String(port),
        DATA_DIR: join(folder, 'data'),
        // Stories write faster than people.
        WRITE_LIMIT_FACTOR: '1000',
        ...(from && { START_AT: from }),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return { child, outboxUrl: await outboxUrlOf(child, 'SMTP_URL' in env) }
  }
}

// The last thing a starting Parley prints is where its mails are.
function outboxUrlOf(child: ChildProcess, hasMailServer: boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = ''
    const failed = (why: string) => reject(new Error(`Parley did not start: ${why}\n${printed}`))
    const timer = setTimeout(() => failed('it took too long'), startWithinMs)
    const read = (chunk: Buffer) => {
      printed += chunk.toString()
      const outboxUrl = /http:\S+\/outbox\?key=\S+/.exec(printed)?.[0]
      // With a mail server there is none.
      const isReady = outboxUrl !== undefined || (hasMailServer && printed.includes('Parley is ready'))
      if (!isReady) return
      clearTimeout(timer)
      resolve(outboxUrl ?? '')
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', (code) => failed(`it ended with ${code}`))
  })
}

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}

// The same product with another clock: what `node src/main.ts` does not offer, and should not.
if (import.meta.main) {
  const { startParley } = await import('../../src/main.ts')
  const { readConfig } = await import('#platform/config.ts')
  const ahead = Date.parse(process.env.START_AT ?? '') - Date.now()
  const parley = await startParley(readConfig(process.env), { now: () => Date.now() + ahead })
  console.log(parley.outboxUrl)
  process.once('SIGTERM', () => void parley.stop().then(() => process.exit(0)))
}
