import { runProgram } from './programs.ts'

type Check = { name: string; command: string; parts: string[] }

const node = process.execPath

const checks: readonly Check[] = [
  { name: 'types of the server', command: 'tsc', parts: ['-p', 'tsconfig.json'] },
  { name: 'types of the browser', command: 'tsc', parts: ['-p', 'tsconfig.web.json'] },
  { name: 'types of the stories', command: 'tsc', parts: ['-p', 'tsconfig.e2e.json'] },
  { name: 'lint', command: 'oxlint', parts: ['--type-aware', '--format=unix'] },
  { name: 'format', command: 'oxfmt', parts: ['--list-different', '.'] },
  { name: 'nothing unused', command: 'knip', parts: ['--no-progress', '--no-config-hints'] },
  { name: 'layout', command: node, parts: ['tools/check-layout.ts'] },
  { name: 'schema', command: node, parts: ['tools/dump-schema.ts', '--check'] },
]

/** Runs every check to its end and prints what each that failed had to say; answers the names of those. */
export async function check(): Promise<string[]> {
  const failed: string[] = []
  for (const one of checks) {
    if (!(await passes(one))) failed.push(one.name)
  }
  console.log(
    failed.length === 0 ? `${checks.length} checks passed` : `Checks that failed: ${failed.join(', ')}`,
  )
  return failed
}

async function passes({ name, command, parts }: Check): Promise<boolean> {
  const { status, output } = await runProgram(command, parts, { quiet: true })
  if (status !== 0) console.log(`\n${name}:\n${output}`)
  return status === 0
}

if (import.meta.main) process.exitCode = (await check()).length === 0 ? 0 : 1
