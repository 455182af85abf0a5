import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, open as openFile, readFile, rename, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import pg from 'pg'

import { StartRefused } from './config.ts'
import {
  databaseFolder,
  handOver,
  postgresFolder,
  type RunAs,
  socketFolder,
  userForPostgres,
} from './postgres-files.ts'
import { alreadyRunning, isAlive, lockForThisProcess } from './process-lock.ts'

export type EmbeddedPostgres = {
  connection: { connectionString: string }
  connectionString: string
  /** Settles when the server has ended, by `stop` or by itself. */
  ended: Promise<void>
  stop(): Promise<void>
}

export type EmbeddedPostgresOptions = {
  /** false only for data that may be lost, such as a test run's. */
  durable?: boolean
  /** Hears a sentence for the person at the terminal. */
  say?: (sentence: string) => void
}

const user = 'app'
const database = 'parley'
const startMilliseconds = 120_000
const stopMilliseconds = 30_000

// Two background processes: the server, and one that waits on our end of a pipe (fd 3). When that closes, even because
// we were killed, the server gets SIGINT, its fast shutdown, and SIGQUIT, its immediate one, if that does not end it:
// told while it recovers from a crash, PostgreSQL 18 can wait for ever. The first line is where the socket lies.
const watchdog = `
sockets=$1; shift
"$@" 3<&- & server=$!
{ read -r _; kill -INT $server; sleep 6; kill -QUIT $server; } <&3 & watcher=$!
wait $server; status=$?
kill $watcher 2>/dev/null
rm -rf "$sockets"
exit $status`

/**
 * Starts the PostgreSQL that npm brings, on the folder `dataDir/pg18`, made at the first start. It listens on a unix
 * socket only and ends with this process, however that ends. Throws StartRefused with a sentence for the person when
 * the folder is in use or the server cannot run here.
 */
export async function startEmbeddedPostgres(
  dataDir: string,
  options: EmbeddedPostgresOptions = {},
): Promise<EmbeddedPostgres> {
  try {
    return await open(dataDir, options)
  } catch (error) {
    throw unusableFolder(error, dataDir)
  }
}

/** Where the database of `dataDir` can be reached while another process runs it; null when none does. */
export async function findRunningPostgres(dataDir: string): Promise<{ connectionString: string } | null> {
  const folder = resolve(dataDir)
  if (!existsSync(folder)) return null
  const cluster = join(await databaseFolder(folder, () => undefined), 'pg18')
  // postmaster.pid: the process, …, on line 5 the folder of the socket, …, on line 8 the state.
  const [pid, , , , sockets = '', , , state = ''] = await readPidFile(cluster)
  const runs = pid && isAlive(Number(pid)) && (await isPostgres(Number(pid))) && state.startsWith('ready')
  return runs ? { connectionString: address(sockets, database) } : null
}

async function open(dataDir: string, options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const folder = resolve(dataDir)
  const home = await databaseFolder(folder, options.say ?? tell)
  const unlock = await lockForThisProcess(join(folder, 'parley.lock'), dataDir)
  try {
    const cluster = join(home, 'pg18')
    const runAs = await userForPostgres(cluster)
    await refuseForeign(cluster, dataDir)
    await waitForPredecessor(cluster, dataDir)
    const programs = await postgresFolder(runAs, folder)
    if (!existsSync(cluster)) await initialise(programs, cluster, runAs, options.durable !== false)
    handOver(cluster, runAs)
    return await serve(programs, cluster, runAs, options.durable !== false, unlock)
  } catch (error) {
    await unlock()
    throw error
  }
}

const folderTroubles = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOTDIR',
  'EEXIST',
  'ENOENT',
  'ENOSPC',
  'ENAMETOOLONG',
])

function unusableFolder(error: unknown, dataDir: string): unknown {
  const isTrouble = error instanceof Error && 'code' in error && folderTroubles.has(String(error.code))
  if (!isTrouble) return error
  return new StartRefused(
    `DATA_DIR=${dataDir} cannot be used: ${error.message}. Set it to a folder this user may write to.`,
  )
}

function tell(sentence: string): void {
  process.stderr.write(`${sentence}\n`)
}

async function refuseForeign(cluster: string, dataDir: string): Promise<void> {
  const owner = await stat(cluster).catch(() => null)
  const own = process.getuid?.()
  if (!owner || own === 0 || own === undefined || owner.uid === own) return
  throw new StartRefused(
    `The database in ${dataDir} belongs to another user (${owner.uid}). Start Parley as that user or as root, or set another DATA_DIR.`,
  )
}

// After a kill -9 of ours, its server needs a moment to go. A postmaster.pid without a process is left to PostgreSQL,
// which checks it and goes on.
async function waitForPredecessor(cluster: string, dataDir: string): Promise<void> {
  const deadline = performance.now() + 10_000
  for (;;) {
    const pid = Number((await readPidFile(cluster))[0])
    if (!pid || !isAlive(pid) || !(await isPostgres(pid))) return
    if (performance.now() > deadline) throw alreadyRunning(dataDir, pid)
    await sleep(50)
  }
}

async function isPostgres(pid: number): Promise<boolean> {
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'postgres')
  return commandLine.includes('postgres')
}

async function readPidFile(cluster: string): Promise<string[]> {
  return (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
}

// Made beside its place and renamed when whole, so that an interrupted first start leaves nothing to trip over.
async function initialise(programs: string, cluster: string, runAs: RunAs, durable: boolean): Promise<void> {
  const unfinished = `${cluster}.init`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { mode: 0o700 })
  handOver(unfinished, runAs)
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const sync = durable ? [] : ['--no-sync']
  const made = spawnSync(
    join(programs, 'bin/initdb'),
    ['-D', unfinished, '-U', user, '-A', 'trust', '-E', 'UTF8', ...locale, ...sync],
    { ...runAs, cwd: '/', encoding: 'utf8', env: environment() },
  )
  if (made.status !== 0) throw new StartRefused(`The database could not be made: ${made.stderr.trim()}`)
  await rename(unfinished, cluster)
}

// Nothing of ours (PGHOST, LC_ALL …) is to bend the server.
function environment(): Record<string, string> {
  return { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }
}

async function serve(
  programs: string,
  cluster: string,
  runAs: RunAs,
  durable: boolean,
  unlock: () => Promise<void>,
): Promise<EmbeddedPostgres> {
  const sockets = await socketFolder(runAs)
  const logPath = `${cluster}.log`
  const log = await openFile(logPath, 'w', 0o600)
  const server = spawn(
    '/bin/sh',
    [
      '-c',
      watchdog,
      'sh',
      sockets,
      join(programs, 'bin/postgres'),
      '-D',
      cluster,
      ...settings(sockets, durable),
    ],
    // A group of its own: Ctrl-C must reach us first, so that work in hand can end while the database is still there.
    { ...runAs, cwd: '/', env: environment(), detached: true, stdio: ['ignore', log.fd, log.fd, 'pipe'] },
  )
  const ended = new Promise<void>((settle) => {
    server.once('exit', () => settle())
    server.once('error', () => settle())
  })
  await log.close()
  const connectionString = address(sockets, database)
  try {
    await untilReady(server, cluster, logPath, sockets)
    await createDatabase(sockets)
  } catch (error) {
    await stopServer(server, ended)
    throw error
  }
  return {
    connection: { connectionString },
    connectionString,
    ended,
    stop: async () => {
      await stopServer(server, ended)
      await unlock()
    },
  }
}

function settings(sockets: string, durable: boolean): string[] {
  const values = {
    listen_addresses: '',
    unix_socket_directories: sockets,
    shared_buffers: '64MB',
    max_connections: '120',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // The server's own events, without the statements and values of failed queries: those are people's data.
    log_min_messages: 'log',
    log_checkpoints: 'off',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

function address(sockets: string, name: string): string {
  return `postgres://${user}@localhost/${name}?host=${encodeURIComponent(sockets)}`
}

// Line 8 of postmaster.pid is the server's own word on its state.
async function untilReady(
  server: ChildProcess,
  cluster: string,
  logPath: string,
  sockets: string,
): Promise<void> {
  const deadline = performance.now() + startMilliseconds
  while (
    !(await readPidFile(cluster))[7]?.startsWith('ready') ||
    !existsSync(join(sockets, '.s.PGSQL.5432'))
  ) {
    const over = server.exitCode !== null || server.signalCode !== null || performance.now() > deadline
    if (over)
      throw new StartRefused(`The database did not start. Its last words:\n${await lastWords(logPath)}`)
    await sleep(10)
  }
}

async function lastWords(logPath: string): Promise<string> {
  return (await readFile(logPath, 'utf8')).trim().split('\n').slice(-5).join('\n')
}

async function createDatabase(sockets: string): Promise<void> {
  const client = new pg.Client({ connectionString: address(sockets, 'postgres') })
  await client.connect()
  try {
    const found = await client.query('select from pg_database where datname = $1', [database])
    if (found.rowCount === 0) await client.query(`create database ${database}`)
  } finally {
    await client.end()
  }
}

async function stopServer(server: ChildProcess, ended: Promise<void>): Promise<void> {
  const pipe = server.stdio[3]
  if (pipe && 'destroy' in pipe) pipe.destroy()
  const late = AbortSignal.timeout(stopMilliseconds)
  late.addEventListener('abort', () => killGroup(server))
  await ended
}

// A server that a signal ended has no exit code; its number may be somebody else's by now.
function killGroup(server: ChildProcess): void {
  const isRunning = server.exitCode === null && server.signalCode === null
  if (server.pid && isRunning) process.kill(-server.pid, 'SIGKILL')
}
