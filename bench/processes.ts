import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { freePort } from '#test/support/free-port.ts'

import { canPin } from './machine.ts'

/** A program of ours in a process of its own. */
export type Running = {
  child: ChildProcess
  port: number
  /** CPU seconds of the process so far; NaN where the system does not say. */
  cpuSeconds(): number
  /** What it holds in memory, in MB. */
  residentMb(): number
  end(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

type Start = {
  script: string
  env?: Record<string, string>
  core: 'server' | 'generator'
  /** What it prints when it can be used; without it, it is not waited for. */
  ready?: RegExp
  nodeOptions?: readonly string[]
  ipc?: boolean
  port?: number
}

const root = join(import.meta.dirname, '..')
const coreOf = { server: '0', generator: '1' }
const ticksPerSecond = 100
const readyWithinMs = 60_000

/** Runs a script with this Node on its core, PORT set to a free one. */
export async function startProcess(start: Start): Promise<Running> {
  const port = start.port ?? (await freePort())
  const words = [process.execPath, ...(start.nodeOptions ?? []), join(root, start.script)]
  const [command = '', ...parts] = canPin ? ['taskset', '-c', coreOf[start.core], ...words] : words
  const child = spawn(command, parts, {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', TZ: 'UTC', PORT: String(port), ...start.env },
    stdio: ['ignore', 'pipe', 'inherit', ...(start.ipc ? ['ipc' as const] : [])],
  })
  children.add(child)
  child.once('exit', () => children.delete(child))
  if (start.ready) await printed(child, start.ready)
  child.stdout?.resume()
  return {
    child,
    port,
    cpuSeconds: () => cpuSecondsOf(child.pid),
    residentMb: () => residentMbOf(child.pid),
    end: (signal = 'SIGTERM') => end(child, signal),
  }
}

/** The real product on a database: `node src/main.ts`. */
export function startParley(place: {
  databaseUrl: string
  keyFile: string
  profile?: boolean
  port?: number
  /** More settings. */
  env?: Record<string, string>
}): Promise<Running> {
  const profiles = join(root, '.cache/profiles')
  mkdirSync(profiles, { recursive: true })
  return startProcess({
    script: 'src/main.ts',
    core: 'server',
    env: {
      DATABASE_URL: place.databaseUrl,
      SECRET_KEY_FILE: place.keyFile,
      // Few people write what thousands would; each message is counted all the same.
      WRITE_LIMIT_FACTOR: '1000000',
      ...place.env,
    },
    ready: /Parley is ready/,
    nodeOptions: [
      '--enable-source-maps',
      ...(place.profile ? ['--cpu-prof', `--cpu-prof-dir=${profiles}`] : []),
    ],
    ...(place.port !== undefined && { port: place.port }),
  })
}

const children = new Set<ChildProcess>()
process.once('exit', () => children.forEach((child) => child.kill('SIGKILL')))

function printed(child: ChildProcess, ready: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = ''
    const timer = setTimeout(() => reject(new Error(`It did not start in time: ${text}`)), readyWithinMs)
    child.once('exit', (code) => reject(new Error(`It ended with ${code}: ${text}`)))
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (!ready.test(text)) return
      clearTimeout(timer)
      resolve()
    })
  })
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}

// proc(5): fields 14 and 15 of stat are user and system time in ticks; the name in brackets may hold spaces.
function cpuSecondsOf(pid: number | undefined): number {
  const stat = readProc(pid, 'stat')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11] ?? Number.NaN) + Number(fields[12] ?? Number.NaN)) / ticksPerSecond
}

function residentMbOf(pid: number | undefined): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readProc(pid, 'status'))?.[1] ?? Number.NaN) / 1024
}

function readProc(pid: number | undefined, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return ''
  }
}
