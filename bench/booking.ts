import { randomUUID } from 'node:crypto'

import { MINUTE, toIso } from '#time/instant.ts'
import { startOfDate } from '#time/zone.ts'

import { rawRequest } from './http-client.ts'
import { prepareTpcb } from './limits/tpcb.ts'
import { cpuOf, type Flood, floodServer, judgeGenerator, perSecond } from './flood.ts'
import { type Generator, startGenerator } from './load.ts'
import { inTurns, median, sumUp, untilSteady } from './measure.ts'
import { type BenchDatabase, createDatabase, postgresSocketFolder } from './postgres.ts'
import { type Running, startParley } from './processes.ts'
import { raceAndCrash } from './races.ts'
import { atLeast, type Bench, type How, type Measured, oursAtMost } from './row.ts'
import { addInvites, addPeople, addRooms, addSchedules, cookieOf, type Person, tomorrow } from './seed.ts'

/** Confirming a time, beside what PostgreSQL does on this machine anyway; and what a race or a crash may not do. */
export const benches: readonly Bench[] = [
  {
    id: 'B1',
    what: 'bookings over HTTP, 16 connections, beside TPC-B',
    unit: 'per s',
    bar: atLeast(0.4),
    aim: atLeast(0.8),
    needed: false,
    run: bookings,
  },
  {
    id: 'B2',
    what: 'who comes too late for one hot time, beside bookings',
    unit: 'refusals per s',
    bar: atLeast(1),
    needed: false,
    run: refusals,
  },
  {
    id: 'B3',
    what: '64 confirm at once over two servers, with kills in between: violations',
    unit: 'violations',
    bar: oursAtMost(0, '0'),
    needed: true,
    run: raceAndCrash,
  },
]

const connections = 16
const hosts = 1000

type Stage = { database: BenchDatabase; parley: Running; generator: Generator; close(): Promise<void> }

async function openStage(how: How): Promise<Stage> {
  const database = await createDatabase()
  const { connectionString: databaseUrl, keyFile } = database
  const parley = await startParley({ databaseUrl, keyFile, profile: how.profile })
  const generator = await startGenerator()
  return {
    database,
    parley,
    generator,
    async close() {
      await Promise.all([parley.end(), generator.end()])
      await database.drop()
    },
  }
}

/** Enough invites of a thousand organizers, and for each the request that books its own half hour. */
async function prepareBookings({ database, parley }: Stage, each: number): Promise<string[]> {
  const { client } = database
  const people = await addPeople(client, hosts * 2)
  const pairs = Array.from(
    { length: hosts },
    (_, index) => people.slice(index * 2, index * 2 + 2) as [Person, Person],
  )
  const rooms = await addRooms(client, pairs)
  await addSchedules(client, people)
  const offers = Array.from({ length: each }, () =>
    pairs.map(([organizer], index) => ({ roomId: rooms[index] ?? '', organizer, days: 14 })),
  ).flat()
  const invites = await addInvites(client, offers)
  await client.query('analyze')
  const first = startOfDate('UTC', tomorrow)
  return invites.map((inviteId, index) => {
    const startsAt = toIso(first + Math.floor(index / hosts) * 60 * MINUTE)
    const booker = pairs[index % hosts]?.[1] as Person
    return bookRequest(parley.port, inviteId, booker, startsAt)
  })
}

function bookRequest(port: number, inviteId: string, booker: Person, startsAt: string): string {
  return rawRequest(port, {
    method: 'POST',
    path: `/api/invites/${inviteId}/book`,
    cookie: cookieOf(booker, port),
    body: { requestId: randomUUID(), startsAt },
  })
}

/** Bookings per second; each slice goes on where the one before ended. */
function booker({ parley, generator }: Stage, requests: string[], seconds: number, seen: Flood[]) {
  let from = 0
  return async () => {
    const order = { connections, seconds, requests, from, loop: false }
    const flood = await floodServer(generator, parley, order, '200')
    from += flood.load.used
    seen.push(flood)
    return perSecond(flood)
  }
}

async function bookings(how: How): Promise<Measured> {
  const seconds = how.size === 'quick' ? 0.7 : 3
  const stage = await openStage(how)
  try {
    const tpcb = await prepareTpcb({
      connectionString: stage.database.connectionString,
      socketFolder: await postgresSocketFolder(),
      scale: how.size === 'quick' ? 5 : 20,
    })
    return await untilSteady(async () => {
      const requests = await prepareBookings(stage, how.size === 'quick' ? 5 : 30)
      const seen: Flood[] = []
      const slices = await inTurns(how.size === 'quick' ? 3 : 7, booker(stage, requests, seconds, seen), () =>
        tpcb.perSecond(connections, Math.max(1, Math.round(seconds))),
      )
      return withNote(sumUp(slices), seen, tpcb.name)
    })
  } finally {
    await stage.close()
  }
}

function withNote(measured: Measured, seen: readonly Flood[], more: string): Measured {
  const of = (read: (flood: Flood) => number) => median(seen.map(read))
  const generator = judgeGenerator(seen)
  const figures = [
    `p50 ${of(({ load }) => load.p50).toFixed(1)} ms`,
    `p99 ${of(({ load }) => load.p99).toFixed(1)} ms`,
    `${cpuOf(seen)} CPU ms of the server each`,
    generator.note,
    more,
  ]
  const note = [measured.note, ...figures].filter(Boolean).join(', ')
  return { ...measured, steady: measured.steady && generator.isFree, note }
}

// Sixteen people, each in a room of their own with one organizer whose time everybody wants and somebody else has.
async function refusals(how: How): Promise<Measured> {
  const seconds = how.size === 'quick' ? 0.7 : 2
  const stage = await openStage(how)
  const { database, parley, generator } = stage
  const { client } = database
  try {
    const requests = await prepareHotTime(stage)
    const first = { connections: 1, seconds: 5, requests: requests.slice(0, 1), from: 0, loop: false }
    await floodServer(generator, parley, first, '200')
    const losers = requests.slice(1)
    const deadlocks = await countDeadlocks(client)
    const measured = await untilSteady(async () => {
      const bookable = await prepareBookings(stage, how.size === 'quick' ? 5 : 20)
      const booked: Flood[] = []
      const refused: Flood[] = []
      const slices = await inTurns(
        how.size === 'quick' ? 3 : 7,
        async () => {
          const order = { connections, seconds, requests: losers, from: 0, loop: true }
          const flood = await floodServer(generator, parley, order, '409')
          refused.push(flood)
          return perSecond(flood)
        },
        booker(stage, bookable, seconds, booked),
      )
      const p99 = median(booked.map(({ load }) => load.p99))
      return withNote(sumUp(slices), refused, `p99 of bookings ${p99.toFixed(1)} ms`)
    })
    const dead = (await countDeadlocks(client)) - deadlocks
    return { ...measured, note: `${measured.note}, ${dead} deadlocks` }
  } finally {
    await stage.close()
  }
}

async function prepareHotTime({ database, parley }: Stage): Promise<string[]> {
  const { client } = database
  const people = await addPeople(client, connections + 2)
  const [organizer, ...others] = people as [Person, ...Person[]]
  const rooms = await addRooms(
    client,
    others.map((other) => [organizer, other]),
  )
  await addSchedules(client, [organizer])
  const invites = await addInvites(
    client,
    rooms.map((roomId) => ({ roomId, organizer, days: 14 })),
  )
  const startsAt = toIso(startOfDate('UTC', tomorrow) + 9 * 60 * MINUTE)
  return others.map((other, index) => bookRequest(parley.port, invites[index] ?? '', other, startsAt))
}

async function countDeadlocks(client: BenchDatabase['client']): Promise<number> {
  const { rows } = await client.query<{ deadlocks: string }>(
    'select deadlocks from pg_stat_database where datname = current_database()',
  )
  return Number(rows[0]?.deadlocks)
}
