import { spawnSync } from 'node:child_process'
import { availableParallelism, totalmem } from 'node:os'

/** Whether a program can be called by name. */
export function isThere(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0
}

/** The machine in general words: what a reader needs to judge the figures, and no more. */
export function describeMachine(postgres: string): string {
  const memory = Math.round(totalmem() / 2 ** 30)
  const cores = availableParallelism()
  const pinned = canPin ? 'server and load generator on different cores' : 'processes not pinned'
  return `${cores} cores, ${memory} GB, Node ${process.versions.node}, PostgreSQL ${postgres}; ${pinned}`
}

/** Whether a process can be kept on one core here. */
export const canPin = availableParallelism() > 1 && isThere('taskset')
