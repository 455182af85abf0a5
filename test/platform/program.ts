import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A program of ours in a process of its own, and all it said so far. */
export type Program = {
  output(): string
  /** Waits until it said this. */
  says(words: string | RegExp): Promise<void>
  /** Waits for its end; answers its exit status. */
  ended(): Promise<number | null>
  signal(name: 'SIGTERM' | 'SIGKILL' | 'SIGUSR2'): void
}

const root = join(import.meta.dirname, '../..')
const patienceMs = 60_000

/** Runs `node <script>` in the project's folder with these settings and nothing else of ours. */
export function runNode(
  script: string,
  variables: Record<string, string>,
  parts: readonly string[] = [],
): Program {
  const child = spawn(process.execPath, [script, ...parts], {
    cwd: root,
    env: { PATH: process.env.PATH, TZ: 'UTC', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const gone = once(child, 'close').then(([status]) => status as number | null)
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      child.emit('said')
    })
  }
  const killNow = () => void child.kill('SIGKILL')
  process.once('exit', killNow)
  void gone.then(() => process.off('exit', killNow))

  return {
    output: () => output,
    async says(words) {
      const deadline = AbortSignal.timeout(patienceMs)
      const isSaid = () => (typeof words === 'string' ? output.includes(words) : words.test(output))
      while (!isSaid()) {
        if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}:\n${output}`)
        await Promise.race([once(child, 'said', { signal: deadline }), gone])
      }
    },
    ended: () => gone,
    signal: (name) => void child.kill(name),
  }
}

/** A fresh key in a file; answers its path. */
export function makeKeyFile(): string {
  const path = join(mkdtempSync(join(tmpdir(), 'parley-key-')), 'key')
  writeFileSync(path, randomBytes(32).toString('base64'))
  return path
}
