/**
 * `npm run bench [-- names] [--quick | --full] [--write] [--profile]`: measures us beside our references and prints one
 * row for each figure. Names are ids (S1) or groups (slots). Ends with 1 when a bar that must hold does not.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { describeMachine } from './machine.ts'
import { closePostgres, postgresVersion } from './postgres.ts'
import { type Bench, type How, judge, type Row } from './row.ts'
import { printRow, writePage } from './table.ts'

const groups = ['slots', 'stored', 'zones', 'ical', 'api', 'booking', 'messages', 'process', 'calls'] as const

const root = join(import.meta.dirname, '..')
const cache = join(root, '.cache')

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
    },
  })
  const size = values.quick ? 'quick' : values.full ? 'full' : 'usual'
  const benches = await chooseBenches(positionals)
  const rows: Row[] = []
  try {
    for (const bench of benches) rows.push(await runOne(bench, { size, profile: values.profile }))
    const machine = describeMachine(await postgresVersion())
    console.log(`\n${machine}`)
    save(machine, size, rows)
    if (values.write) writePage(join(root, 'docs/performance.md'), { machine, size, rows })
  } finally {
    await closePostgres()
  }
  const missed = rows.filter((row) => row.needed && row.verdict !== 'met').map((row) => row.id)
  if (missed.length > 0) console.log(`\nMust hold and did not: ${missed.join(', ')}`)
  process.exit(missed.length > 0 ? 1 : 0)
}

async function chooseBenches(names: readonly string[]): Promise<Bench[]> {
  const chosen: Bench[] = []
  for (const group of groups) {
    const { benches }: { benches: readonly Bench[] } = await import(`./${group}.ts`)
    const isNamed = ({ id }: Bench) => names.some((name) => name === group || id.startsWith(name))
    chosen.push(...benches.filter((bench) => names.length === 0 || isNamed(bench)))
  }
  if (chosen.length === 0)
    throw new Error(`Nothing is called ${names.join(', ')}; groups: ${groups.join(', ')}`)
  return chosen
}

async function runOne(bench: Bench, how: How): Promise<Row> {
  const row = judge(bench, await bench.run(how))
  printRow(row)
  return row
}

function save(machine: string, size: How['size'], rows: readonly Row[]): void {
  mkdirSync(cache, { recursive: true })
  const at = new Date().toISOString()
  writeFileSync(join(cache, 'bench.json'), `${JSON.stringify({ at, machine, size, rows }, null, 2)}\n`)
}

// What runs on our account ends with us, however we are told to.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1))

await main()
