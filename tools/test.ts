import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'

import { startSystemPostgres, systemPostgresFolder } from '#test/support/system-postgres.ts'

import { check } from './check.ts'
import { endTogether, runProgram } from './programs.ts'
import {
  add,
  type Failure,
  lastLine,
  listFailures,
  listLeftOut,
  listStories,
  nothing,
  type Tally,
  tallyPlaywright,
  tallyVitest,
  withFilesOf,
} from './reports.ts'

const root = join(import.meta.dirname, '..')
const inCi = Boolean(process.env.CI)
const reports = mkdtempSync(join(tmpdir(), 'parley-reports-'))

// Suites that need a part of the system that is not there; with CI set each is a failure, not a name here.
const leftOut = new Set<string>()

// Said together at the end, where they are found without reading everything before.
const failures: Failure[] = []
const unsteady: Failure[] = []

// More files than this that fail are no accident: they are not tried again.
const mostAgain = 3

type Suite = { name: string; run(): Promise<Tally> }

// Each run of tests writes a report of its own.
let runs = 0

/** Runs everything there is to run, each suite to its end, and prints one line of sums last. Installs nothing. */
async function main(): Promise<void> {
  let sum = nothing
  // Said on the way out, so that it is the last line after a crash too.
  process.on('exit', (code) => {
    rmSync(reports, { recursive: true, force: true })
    const crashed = code !== 0 && sum.failed === 0
    const told = crashed || sum.passed === 0 ? add(sum, { ...nothing, failed: 1 }) : sum
    if (told.failed > 0) process.exitCode = 1
    console.log(lastLine(told))
  })
  endTogether()
  for (const suite of suites()) {
    console.log(`\n— ${suite.name}`)
    sum = add(sum, await runSuite(suite))
  }
  if (inCi && !systemPostgresFolder('15')) {
    leftOut.add('behaviour on PostgreSQL 15: it is missing')
    sum = add(sum, { ...nothing, failed: 1 })
  }
  for (const one of unsteady) console.log(`\nFailed, and passed when tried again: ${inWords(one)}`)
  for (const one of failures) console.log(`\nFailed: ${inWords(one)}`)
  for (const name of leftOut) console.log(`\nLeft out: ${name} (npm run setup brings it)`)
  if (sum.skipped > 0) console.log(`\n${sum.skipped} tests were skipped`)
  console.log('')
}

function suites(): Suite[] {
  return [
    { name: 'checks', run: runChecks },
    { name: 'unit', run: () => runVitest('unit', 'UTC') },
    { name: 'behaviour', run: () => runVitest('behaviour', 'UTC') },
    ...(inCi ? behaviourElsewhere() : []),
    { name: 'proofs', run: () => runVitest('proofs', 'UTC') },
    ...(inCi && systemPostgresFolder('15') ? [faultsOnOldest] : []),
    { name: 'stories in a browser', run: runPlaywright },
  ]
}

// The oldest PostgreSQL and another zone in one run: what fails there is told apart by the run in UTC before it.
function behaviourElsewhere(): Suite[] {
  const inApia: Suite = {
    name: 'behaviour, server in Pacific/Apia',
    run: () => runVitest('behaviour', 'Pacific/Apia'),
  }
  const inNewYork: Suite = systemPostgresFolder('15')
    ? {
        name: 'behaviour on PostgreSQL 15, server in America/New_York',
        run: () => runOnPostgres15('America/New_York'),
      }
    : {
        name: 'behaviour, server in America/New_York',
        run: () => runVitest('behaviour', 'America/New_York'),
      }
  return [inNewYork, inApia]
}

// The other proofs ask no database.
const faultsOnOldest: Suite = {
  name: 'faults on PostgreSQL 15',
  run: () => runVitest('proofs', 'UTC', { variables: { POSTGRES_MAJOR: '15' }, files: ['test/faults'] }),
}

// A suite that breaks is one failure, and the others still get their turn.
async function runSuite(suite: Suite): Promise<Tally> {
  try {
    return await suite.run()
  } catch (error) {
    console.log(error)
    return { ...nothing, failed: 1 }
  }
}

async function runChecks(): Promise<Tally> {
  return (await check()).length === 0 ? nothing : { ...nothing, failed: 1 }
}

type VitestRun = { variables?: Record<string, string>; files?: string[] }

async function runVitest(project: string, zone: string, run: VitestRun = {}): Promise<Tally> {
  const { status, told } = await startVitest(project, zone, run)
  const failed = [...new Set(listFailures(told).map((one) => one.file))]
  // Neither a race nor a pure function may fail now and then (docs/decisions/0042).
  const isTriedAgain = project === 'behaviour' && failed.length > 0 && failed.length <= mostAgain
  if (!isTriedAgain) return orFailure(status, tallyVitest(told), told, listFailures(told))

  console.log(`\n— once more, by themselves: ${failed.join(', ')}`)
  const again = await startVitest(project, zone, { ...run, files: failed })
  const stillFailed = listFailures(again.told)
  const isStill = ({ file, name }: Failure): boolean =>
    stillFailed.some((one) => one.file === file && one.name === name)
  unsteady.push(...listFailures(told).filter((one) => !isStill(one)))
  return orFailure(again.status, tallyVitest(withFilesOf(told, again.told)), told, stillFailed)
}

async function startVitest(
  project: string,
  zone: string,
  { variables = {}, files = [] }: VitestRun,
): Promise<{ status: number; told: unknown }> {
  const report = join(reports, `${runs++}.json`)
  const parts = [
    'run',
    ...files,
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]
  const { status } = await runProgram('vitest', parts, { variables: { TZ: zone, ...variables } })
  return { status, told: readReport(report) }
}

async function runOnPostgres15(zone: string): Promise<Tally> {
  const server = await startSystemPostgres('15')
  try {
    const variables = { TEST_DATABASE_URL: server.connectionString }
    return await runVitest('behaviour', zone, { variables })
  } finally {
    await server.stop()
  }
}

async function runPlaywright(): Promise<Tally> {
  if (!existsSync(join(root, 'test/e2e')) || readdirSync(join(root, 'test/e2e')).length === 0) {
    throw new Error('There are no stories in test/e2e')
  }
  const built = await runProgram(process.execPath, ['tools/ensure-web.ts'])
  if (built.status !== 0) throw new Error('The web part could not be built')
  const report = join(reports, 'playwright.json')
  const variables = { PLAYWRIGHT_JSON_OUTPUT_FILE: report }
  const parts = ['test', '--retries=1', '--reporter=list,json']
  const { status } = await runProgram('playwright', parts, { variables })
  const told = readReport(report)
  unsteady.push(...listStories(told, 'flaky'))
  return orFailure(status, tallyPlaywright(told), told, listStories(told, 'unexpected'))
}

// A run that broke without a failed test to show for it is a failure all the same.
function orFailure(status: number, counted: Tally, told: unknown, failed: Failure[]): Tally {
  for (const name of listLeftOut(told)) leftOut.add(name)
  failures.push(...failed)
  return status === 0 || counted.failed > 0 ? counted : { ...counted, failed: 1 }
}

function readReport(path: string): unknown {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
}

function inWords({ file, name, message }: Failure): string {
  return `${relative(root, resolve(root, file))} › ${name}\n${message}`
}

await main()
