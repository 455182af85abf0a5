import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { handOver, postgresFolder, type RunAs, userForPostgres } from '#platform/postgres-files.ts'

import { runOnServer } from './database.ts'
import { systemPostgresFolder } from './system-postgres.ts'

/** A PostgreSQL that can be killed and comes back at the same address with the same data. */
export type CrashPostgres = {
  connectionString: string
  /** Ends it as `kill -9` does: no checkpoint, no goodbye. */
  kill(): Promise<void>
  /** Starts it again; it recovers from its log. */
  start(): Promise<void>
  stop(): Promise<void>
}

const startWithinMs = 60_000

/** Starts one on throwaway data: the one npm brings, or the system's where POSTGRES_MAJOR names it. */
export async function startCrashPostgres(): Promise<CrashPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-crash-'))
  const data = join(folder, 'data')
  const runAs = await userForPostgres(data)
  chmodSync(folder, 0o711)
  handOver(folder, runAs)
  const programs = await findPrograms(runAs, folder)
  const env = { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' }
  const made = spawnSync(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'app', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
    {
      ...runAs,
      cwd: '/',
      encoding: 'utf8',
      env,
    },
  )
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)
  const connectionString = `postgres://app@localhost/postgres?host=${encodeURIComponent(folder)}`
  let running: ChildProcess | undefined
  const killNow = () => void running?.kill('SIGKILL')
  process.once('exit', killNow)
  await start()

  return {
    connectionString,
    kill: () => end('SIGKILL'),
    start,
    async stop() {
      await end('SIGQUIT')
      process.off('exit', killNow)
      rmSync(folder, { recursive: true, force: true })
    },
  }

  // The dead one's own children may still be going; until they are gone the new one does not start.
  async function start(): Promise<void> {
    const deadline = Date.now() + startWithinMs
    for (;;) {
      if (!running || running.exitCode !== null || running.signalCode !== null) running = launch()
      try {
        return await runOnServer(connectionString, 'select 1')
      } catch (error) {
        if (Date.now() > deadline) throw error
        await sleep(50)
      }
    }
  }

  // Nothing but the power can lose what a process has written, so there is no need to wait for the disk.
  function launch(): ChildProcess {
    const settings = ['-k', folder, '-c', 'listen_addresses=', '-c', 'fsync=off', '-c', 'max_connections=120']
    return spawn(join(programs, 'postgres'), ['-D', data, ...settings], {
      ...runAs,
      cwd: '/',
      env,
      stdio: 'ignore',
    })
  }

  async function end(signal: 'SIGKILL' | 'SIGQUIT'): Promise<void> {
    const child = running
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }
}

async function findPrograms(runAs: RunAs, folder: string): Promise<string> {
  const major = process.env.POSTGRES_MAJOR
  if (!major) return join(await postgresFolder(runAs, folder), 'bin')
  const programs = systemPostgresFolder(major)
  if (!programs) throw new Error(`PostgreSQL ${major} is not installed`)
  return programs
}
