import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { openConnection, rawRequest } from './http-client.ts'
import { startGenerator } from './load.ts'
import { inTurns, sumUp, untilSteady } from './measure.ts'
import { createDatabase } from './postgres.ts'
import { type Running, startParley, startProcess } from './processes.ts'
import { atMost, type Bench, type How, type Measured, oursAtMost } from './row.ts'
import { addPeople, addRooms, cookieOf } from './seed.ts'

/** How soon the process answers and what it holds in memory. */
export const benches: readonly Bench[] = [
  {
    id: 'P1',
    what: 'start to first 200, embedded database included, beside bare node:http',
    unit: 'ms',
    bar: atMost(12),
    aim: atMost(6),
    needed: false,
    run: firstAnswer,
  },
  {
    id: 'P2a',
    what: 'memory of the process when idle, beside bare node:http',
    unit: 'MB',
    bar: oursAtMost(190, '≤ 190 MB'),
    aim: oursAtMost(130, '≤ 130 MB'),
    needed: false,
    run: idleMemory,
  },
  {
    id: 'P2b',
    what: 'more memory with 1 000 sockets, beside ws',
    unit: 'MB',
    bar: oursAtMost(60, '≤ 60 MB'),
    aim: oursAtMost(40, '≤ 40 MB'),
    needed: false,
    run: memoryOfSockets,
  },
]

const sockets = 1000
const calmMs = 4000
const answersWithinMs = 60_000

// The data is there already: a first start makes it, once.
async function firstAnswer(how: How): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'))
  const ours = () =>
    untilAnswered({ script: 'src/main.ts', env: { DATA_DIR: folder }, nodeOptions: ['--enable-source-maps'] })
  try {
    const first = await ours()
    return await untilSteady(async () => {
      const slices = await inTurns(how.size === 'quick' ? 3 : 7, ours, () =>
        untilAnswered({ script: 'bench/limits/static-server.ts' }),
      )
      return sumUp(slices, `the very first start, which makes the database: ${Math.round(first)} ms`)
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function untilAnswered(what: {
  script: string
  env?: Record<string, string>
  nodeOptions?: string[]
}): Promise<number> {
  const started = performance.now()
  const running = await startProcess({ ...what, core: 'server' })
  try {
    const request = rawRequest(running.port, { path: '/api/openapi.json' })
    while (performance.now() - started < answersWithinMs) {
      const connection = openConnection(running.port)
      const answer = await connection.ask(request).catch(() => undefined)
      connection.close()
      if (answer?.status === 200) return performance.now() - started
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    throw new Error(`${what.script} did not answer`)
  } finally {
    await running.end()
  }
}

async function idleMemory(how: How): Promise<Measured> {
  const database = await createDatabase()
  try {
    const slices = await inTurns(
      how.size === 'quick' ? 1 : 5,
      () => residentOf(startParley({ databaseUrl: database.connectionString, keyFile: database.keyFile })),
      () =>
        residentOf(startProcess({ script: 'bench/limits/static-server.ts', core: 'server', ready: /ready/ })),
    )
    return sumUp(slices, `${calmMs / 1000} s after the start`)
  } finally {
    await database.drop()
  }
}

async function residentOf(starting: Promise<Running>): Promise<number> {
  const running = await starting
  await calm()
  const held = running.residentMb()
  await running.end()
  return held
}

function calm(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, calmMs))
}

async function memoryOfSockets(how: How): Promise<Measured> {
  const database = await createDatabase()
  const generator = await startGenerator()
  const people = await addPeople(database.client, sockets)
  await addRooms(database.client, [people])
  const moreOf = async (starting: Promise<Running>, isOurs: boolean): Promise<number> => {
    const running = await starting
    await calm()
    const before = running.residentMb()
    const cookies = people.map((one) => (isOurs ? cookieOf(one, running.port) : null))
    await generator.listen({ port: running.port, cookies, hello: isOurs })
    await calm()
    const more = running.residentMb() - before
    await generator.closeSockets()
    await running.end()
    return more
  }
  try {
    const slices = await inTurns(
      how.size === 'quick' ? 1 : 5,
      () => moreOf(startParley({ databaseUrl: database.connectionString, keyFile: database.keyFile }), true),
      () =>
        moreOf(
          startProcess({ script: 'bench/limits/broadcast-server.ts', core: 'server', ready: /ready/ }),
          false,
        ),
    )
    return sumUp(
      slices,
      `${sockets} people in one room; median of ${slices.ours.length}, most ${Math.max(...slices.ours).toFixed(0)}`,
    )
  } finally {
    await generator.end()
    await database.drop()
  }
}
