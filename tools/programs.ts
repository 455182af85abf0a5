import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')

export type Ran = { status: number; output: string }

type How = { variables?: Record<string, string>; quiet?: boolean }

const running = new Set<ChildProcess>()

/** Runs a program of ours or of node_modules in the project's folder; `quiet` keeps what it says in `output`. */
export function runProgram(command: string, parts: string[], how: How = {}): Promise<Ran> {
  const path = `${join(root, 'node_modules/.bin')}:${process.env.PATH ?? ''}`
  const child = spawn(command, parts, {
    cwd: root,
    env: { ...process.env, PATH: path, ...how.variables },
    stdio: ['ignore', how.quiet ? 'pipe' : 'inherit', how.quiet ? 'pipe' : 'inherit'],
  })
  running.add(child)
  let output = ''
  child.stdout?.on('data', (chunk) => (output += chunk))
  child.stderr?.on('data', (chunk) => (output += chunk))
  return new Promise((settle) => {
    child.once('error', (error) => settle({ status: 1, output: error.message }))
    child.once('close', (status) => {
      running.delete(child)
      settle({ status: status ?? 1, output })
    })
  })
}

/** When this process is told to end, what it runs is told too, and its own ways out are still taken. */
export function endTogether(): void {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      for (const child of running) child.kill(signal)
      process.exit(1)
    })
  }
}
