import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { handOver, type RunAs, userForPostgres } from '#platform/postgres-files.ts'

/** Where the system keeps the programs of this major version, or null. */
export function systemPostgresFolder(major: string): string | null {
  const folder = `/usr/lib/postgresql/${major}/bin`
  return existsSync(join(folder, 'postgres')) ? folder : null
}

/** Starts the system's PostgreSQL on throwaway data, reached by a socket only. */
export async function startSystemPostgres(
  major: string,
): Promise<{ connectionString: string; stop(): Promise<void> }> {
  const programs = systemPostgresFolder(major)
  if (!programs) throw new Error(`PostgreSQL ${major} is not installed`)
  const folder = await mkdtemp(join(tmpdir(), `parley-pg${major}-`))
  const data = join(folder, 'data')
  const runAs = await userForPostgres(data)
  await chmod(folder, 0o711)
  handOver(folder, runAs)
  runProgram(programs, 'initdb', ['-D', data, '-U', 'app', '-A', 'trust', '-E', 'UTF8', '--no-sync'], runAs)
  const options = `-k ${folder} -c listen_addresses='' -c fsync=off -c max_connections=120`
  runProgram(programs, 'pg_ctl', ['-D', data, '-l', join(folder, 'log'), '-w', '-o', options, 'start'], runAs)
  return {
    connectionString: `postgres://app@localhost/postgres?host=${encodeURIComponent(folder)}`,
    stop: async () => {
      runProgram(programs, 'pg_ctl', ['-D', data, '-m', 'immediate', 'stop'], runAs)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function runProgram(programs: string, name: string, parts: string[], runAs: RunAs): void {
  const env = { PATH: process.env.PATH ?? '', LC_ALL: 'C.UTF-8', TZ: 'UTC' }
  const ran = spawnSync(join(programs, name), parts, {
    ...runAs,
    cwd: '/',
    encoding: 'utf8',
    env,
    stdio: 'ignore',
  })
  if (ran.status !== 0) throw new Error(`${name} failed with ${ran.status}`)
}
