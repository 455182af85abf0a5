import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { DAY, toIso } from '#time/instant.ts'
import { startOfDate } from '#time/zone.ts'

import { jobHours, makeBusy } from './job.ts'
import { openConnection, rawRequest } from './http-client.ts'
import { cpuOf, type Flood, floodServer, judgeGenerator, perSecond, requireOnly } from './flood.ts'
import { type Generator, startGenerator } from './load.ts'
import { inTurns, sumUp, untilSteady } from './measure.ts'
import { type BenchDatabase, createDatabase } from './postgres.ts'
import { type Running, startParley, startProcess } from './processes.ts'
import { atLeast, atMost, type Bench, type How, type Measured } from './row.ts'
import {
  addInvites,
  addLinkedBusy,
  addPeople,
  addRooms,
  addSchedules,
  addTaken,
  cookieOf,
  type Person,
  tomorrow,
} from './seed.ts'

const connections = 16

/**
 * The slots address of the product beside a node:http server that gives the same bytes without thinking. Half of what takes
 * the organizer's time stands in a linked calendar, half was booked here.
 */
export const benches: readonly Bench[] = [
  {
    id: 'A1',
    what: 'slots over HTTP, 30 days, 500 busy, asked again',
    unit: 'answers per s',
    bar: atLeast(0.2),
    aim: atLeast(0.4),
    needed: false,
    run: (how) => measure(how, { days: 30, busy: 500, isWarm: true }, throughput),
  },
  {
    id: 'A1c',
    what: 'the same, busy time read from PostgreSQL each time',
    unit: 'answers per s',
    bar: atLeast(0.05),
    aim: atLeast(0.09),
    needed: false,
    run: (how) => measure(how, { days: 30, busy: 500, isWarm: false }, throughput),
  },
  latencyBench('A2a', { days: 30, busy: 500, isWarm: true }, 3),
  latencyBench('A2b', { days: 30, busy: 5000, isWarm: true }, 5),
  latencyBench('A2c', { days: 365, busy: 500, isWarm: true }, 8),
  {
    id: 'A3',
    what: 'the same as A2a while no linked calendar answers',
    unit: 'ms',
    bar: atMost(3),
    aim: atMost(2),
    needed: false,
    run: besideSilence,
  },
]

type Shape = { days: number; busy: number; isWarm: boolean }

type Stage = {
  parley: Running
  still: Running
  generator: Generator
  requestsTo(port: number): string[]
  bytes: number
}

function latencyBench(id: string, shape: Shape, bar: number): Bench {
  return {
    id,
    what: `slots over HTTP, p99 at half the top rate, ${shape.days} days, ${shape.busy} busy`,
    unit: 'ms',
    bar: atMost(bar),
    aim: atMost(2),
    needed: false,
    run: (how) => measure(how, shape, latency),
  }
}

type MeasureStage = (how: How, stage: Stage) => Promise<Measured>

async function measure(
  how: How,
  shape: Shape,
  measureStage: MeasureStage,
  calendars: Calendars = quietCalendars,
): Promise<Measured> {
  const database = await createDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'))
  const generator = await startGenerator()
  const { reader, inviteId } = await furnish(database, shape, calendars)
  const parley = await startParley({
    databaseUrl: database.connectionString,
    keyFile: database.keyFile,
    profile: how.profile,
    env: { ALLOW_PRIVATE_NETS: '127.0.0.1/32' },
  })
  const requestsTo = (port: number) => requestsFor(shape, inviteId, reader, parley.port, port)
  const body = await answerOf(parley.port, requestsTo(parley.port)[0] ?? '')
  const bodyFile = join(folder, 'body')
  writeFileSync(bodyFile, body)
  const still = await startProcess({
    script: 'bench/limits/static-server.ts',
    core: 'server',
    env: { BODY_FILE: bodyFile },
    ready: /ready/,
  })
  const stage = { parley, still, generator, requestsTo, bytes: body.length }
  try {
    return await untilSteady(() => measureStage(how, stage))
  } finally {
    await Promise.all([parley.end(), still.end(), generator.end()])
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** How many people have linked a calendar, where it is, and when it is read next. */
type Calendars = { count: number; address: string; nextReadAt: Date }

const quietCalendars: Calendars = {
  count: 1,
  address: 'https://bench.test/feed.ics',
  nextReadAt: new Date(Date.now() + DAY),
}

// A provider takes every question and answers none, with a hundred calendars due to be read.
async function besideSilence(how: How): Promise<Measured> {
  let asked = 0
  const silent = createServer(() => (asked += 1))
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/feed.ics`
  const shape = { days: 30, busy: 500, isWarm: true }
  const calendars = { count: 100, address, nextReadAt: new Date() }
  try {
    const measured = await measure(how, shape, latency, calendars)
    if (asked === 0) throw new Error('Nothing was asked of the calendars.')
    return { ...measured, note: `${measured.note}; ${asked} questions to calendars, none answered` }
  } finally {
    silent.closeAllConnections()
    silent.close()
  }
}

async function furnish(database: BenchDatabase, { days, busy }: Shape, calendars: Calendars) {
  const { client, keyFile } = database
  const people = await addPeople(client, 2)
  const [organizer, reader] = people as [Person, Person]
  const [roomId = ''] = await addRooms(client, [people])
  await addSchedules(client, [organizer])
  const place = { roomId, personId: organizer.id }
  const taken = makeBusy(days, busy, tomorrow)
  await addTaken(
    client,
    place,
    taken.filter((_, index) => index % 2 === 0),
  )
  const outside = taken.filter((_, index) => index % 2 === 1)
  const others = await addPeople(client, calendars.count - 1)
  await addLinkedBusy(client, [organizer, ...others], outside, { ...calendars, keyFile })
  const offer = { roomId, organizer, days, timeZone: 'America/New_York', weekly: jobHours }
  const [inviteId = ''] = await addInvites(client, [offer])
  await client.query('analyze')
  return { reader, inviteId }
}

// The same question each time, or one of many that differ by a second: no answer to it can be lying ready.
function requestsFor(
  { days, isWarm }: Shape,
  inviteId: string,
  reader: Person,
  parleyPort: number,
  port: number,
): string[] {
  const from = startOfDate('UTC', tomorrow) - DAY
  const until = from + Math.min(days + 2, 62) * DAY
  const questions = isWarm ? 1 : 40_000
  return Array.from({ length: questions }, (_, index) => {
    const path = `/api/invites/${inviteId}/slots?from=${toIso(from + index * 1000)}&to=${toIso(until)}`
    return rawRequest(port, { path, cookie: cookieOf(reader, parleyPort) })
  })
}

async function answerOf(port: number, request: string): Promise<Buffer> {
  const connection = openConnection(port)
  const { status, body } = await connection.ask(request)
  connection.close()
  const slots = JSON.parse(body.toString()) as { starts?: string[] }
  if (status !== 200 || !slots.starts?.length) throw new Error(`No slots: ${status} ${body}`)
  return body
}

async function throughput(
  how: How,
  { parley, still, generator, requestsTo, bytes }: Stage,
): Promise<Measured> {
  const seconds = how.size === 'quick' ? 0.5 : 2
  const seen: Flood[] = []
  const limits: Flood[] = []
  const requests = requestsTo(parley.port)
  const plain = requestsTo(still.port).slice(0, 1)
  let from = 0
  const slices = await inTurns(
    how.size === 'quick' ? 3 : 7,
    async () => {
      const flood = await floodServer(
        generator,
        parley,
        { connections, seconds, requests, from, loop: true },
        '200',
      )
      from += flood.load.used
      seen.push(flood)
      return perSecond(flood)
    },
    async () => {
      const order = { connections, seconds, requests: plain, from: 0, loop: true }
      const flood = await floodServer(generator, still, order, '200')
      limits.push(flood)
      return perSecond(flood)
    },
  )
  const { note, isFree } = judgeGenerator([...seen, ...limits])
  const cpu = `${cpuOf(seen)} CPU ms of the server each, limit ${cpuOf(limits)}`
  const measured = sumUp(slices, `${bytes} bytes; ${cpu}; ${note}`)
  return { ...measured, steady: measured.steady && isFree }
}

// Both at the same rate: half of what the slots address can do.
async function latency(how: How, { parley, still, generator, requestsTo }: Stage): Promise<Measured> {
  const seconds = how.size === 'quick' ? 1 : 4
  const ours = { port: parley.port, requests: requestsTo(parley.port) }
  const plain = { port: still.port, requests: requestsTo(still.port) }
  const top = await generator.flood({ ...ours, connections, seconds, from: 0, loop: true })
  requireOnly(top, '200')
  const rate = Math.max(1, Math.floor(top.count / top.seconds / 2))
  const p99Of = async (side: typeof ours) => {
    const load = await generator.pace({ ...side, connections: 64, seconds, perSecond: rate })
    requireOnly(load, '200')
    return load.p99
  }
  const slices = await inTurns(
    how.size === 'quick' ? 3 : 7,
    () => p99Of(ours),
    () => p99Of(plain),
  )
  return sumUp(slices, `at ${rate} per s`)
}
