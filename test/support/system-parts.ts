import { spawnSync } from 'node:child_process'

import { describe, expect, test } from 'vitest'

/** Names a group of tests and holds them, as `describe` does. */
export type Suite = (name: string, tests: () => void) => void

/**
 * `describe` for tests that need a part of the system npm cannot bring; `probe` says whether it is there. Without the part the
 * suite is left out under a name that says so, and with CI set it is one failing test instead.
 */
export function systemPart(part: string, probe: () => boolean): Suite {
  if (probe()) return describe
  const missing = `left out: ${part} is missing`
  if (!process.env.CI) return (name, tests) => describe.skip(`${name} (${missing})`, tests)
  return (name) =>
    describe(name, () => test(`${part} is there`, () => expect.fail(`${part} is missing: npm run setup`)))
}

/** Whether the command runs and ends well, for probes. */
export function runs(command: string, ...options: string[]): boolean {
  return spawnSync(command, options, { stdio: 'ignore', timeout: 20_000 }).status === 0
}
