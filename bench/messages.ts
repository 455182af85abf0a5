import { randomUUID } from 'node:crypto'

import { cpuOf, type Flood, floodServer, judgeGenerator, perSecond } from './flood.ts'
import { reconnectAfterGaps } from './gaps.ts'
import { openConnection, rawRequest } from './http-client.ts'
import { type Generator, startGenerator } from './load.ts'
import { inTurns, median, sumUp, untilSteady } from './measure.ts'
import { type BenchDatabase, createDatabase } from './postgres.ts'
import { type Running, startParley, startProcess } from './processes.ts'
import { atLeast, atMost, type Bench, type How, type Measured, oursAtMost } from './row.ts'
import { addPeople, addRooms, cookieOf, type Person } from './seed.ts'

/** Messages: how fast they are kept, how fast they reach a thousand, and that none is lost. */
export const benches: readonly Bench[] = [
  {
    id: 'M1',
    what: 'messages over HTTP, 16 connections, beside node:http and one INSERT',
    unit: 'per s',
    bar: atLeast(0.5),
    aim: atLeast(0.8),
    needed: false,
    run: (how) => onStage(how, 2, posting),
  },
  {
    id: 'M2',
    what: 'fan-out to 1 000 sockets by one core, beside a ws Buffer broadcast',
    unit: 'per CPU s',
    bar: atLeast(0.5),
    aim: atLeast(0.9),
    needed: false,
    run: (how) => onStage(how, listeners, fanOut),
  },
  {
    id: 'M3',
    what: 'message to the last of 1 000 sockets, 20 per s, p99, beside a bare broadcast',
    unit: 'ms',
    bar: atMost(4),
    aim: atMost(2),
    needed: false,
    run: (how) => onStage(how, listeners, untilTheLast),
  },
  {
    id: 'M4',
    what: 'lost, doubled or out of order after gaps of 1 000 messages',
    unit: 'messages',
    bar: oursAtMost(0, '0'),
    needed: true,
    run: reconnectAfterGaps,
  },
]

const connections = 16
const listeners = 1000
const body = 'Shall we look at the second draft on Thursday? I have changed the part about the windows.'

type Stage = {
  how: How
  database: BenchDatabase
  parley: Running
  generator: Generator
  people: Person[]
}

/** A running product with people in it. */
async function onStage(
  how: How,
  size: number,
  measure: (stage: Stage) => Promise<Measured>,
): Promise<Measured> {
  const database = await createDatabase()
  const { connectionString: databaseUrl, keyFile } = database
  const parley = await startParley({ databaseUrl, keyFile, profile: how.profile })
  const generator = await startGenerator()
  try {
    const people = await addPeople(database.client, size)
    return await measure({ how, database, parley, generator, people })
  } finally {
    await Promise.all([parley.end(), generator.end()])
    await database.drop()
  }
}

// Sixteen rooms: the stream of one is written by one at a time, and so is nobody's.
async function posting({ how, database, parley, generator, people }: Stage): Promise<Measured> {
  const rooms = await addRooms(
    database.client,
    Array.from({ length: connections }, () => people),
  )
  const plain = await startProcess({
    script: 'bench/limits/insert-server.ts',
    core: 'server',
    env: { DATABASE_URL: database.connectionString },
    ready: /ready/,
  })
  const seconds = how.size === 'quick' ? 0.7 : 2
  const slices = how.size === 'quick' ? 3 : 7
  const post = async (server: Running, requests: string[], seen: Flood[]) => {
    const order = { connections, seconds, requests, from: 0, loop: false }
    const flood = await floodServer(generator, server, order, '200')
    seen.push(flood)
    return perSecond(flood)
  }
  try {
    return await untilSteady(async () => {
      const seen: Flood[] = []
      const limits: Flood[] = []
      const enough = 20_000
      const requestsFor = (port: number) =>
        Array.from({ length: enough }, (_, index) =>
          rawRequest(port, {
            method: 'POST',
            path: `/api/rooms/${rooms[index % rooms.length]}/messages`,
            cookie: cookieOf(people[index % 2] as Person, parley.port),
            body: { clientId: randomUUID(), body },
          }),
        )
      const measured = sumUp(
        await inTurns(
          slices,
          () => post(parley, requestsFor(parley.port), seen),
          () => post(plain, requestsFor(plain.port), limits),
        ),
      )
      const loaded = judgeGenerator([...seen, ...limits])
      const p99 = median(seen.map(({ load }) => load.p99)).toFixed(1)
      const cpu = `${cpuOf(seen)} CPU ms of the server each (limit ${cpuOf(limits)})`
      const note = `p99 ${p99} ms, ${cpu}, ${loaded.note}`
      return {
        ...measured,
        steady: measured.steady && loaded.isFree,
        note: [measured.note, note].filter(Boolean).join(' '),
      }
    })
  } finally {
    await plain.end()
  }
}

type Bursts = (times: number) => Promise<unknown>

// What the core did for each delivery counts, not how fast one generator can read a thousand sockets.
async function fanOut(stage: Stage): Promise<Measured> {
  const { how, database, parley, generator, people } = stage
  const [roomId = ''] = await addRooms(database.client, [people])
  const frameBytes = await frameBytesOf(stage, roomId)
  const plain = await startBroadcaster(frameBytes)
  const times = how.size === 'quick' ? 40 : 200
  const sideOf = (server: Running, burst: Bursts, cookies: (string | null)[], hello: boolean) => async () => {
    await generator.listen({ port: server.port, cookies, hello })
    await burst(5)
    await new Promise((resolve) => setTimeout(resolve, 1000))
    const before = server.cpuSeconds()
    const { seconds } = await generator.untilFrames(times * listeners, () => burst(times))
    const cpuSeconds = server.cpuSeconds() - before
    walls.push((times * listeners) / seconds)
    await generator.closeSockets()
    return (times * listeners) / cpuSeconds
  }
  const walls: number[] = []
  const post = openConnection(plain.port)
  try {
    return await untilSteady(async () => {
      walls.length = 0
      const slices = await inTurns(
        how.size === 'quick' ? 3 : 7,
        sideOf(
          parley,
          burstOf(database, roomId),
          people.map((one) => cookieOf(one, parley.port)),
          true,
        ),
        sideOf(
          plain,
          (count) => post.ask(rawRequest(plain.port, { method: 'POST', path: `/${count}`, body: {} })),
          people.map(() => null),
          false,
        ),
      )
      const ours = median(walls.filter((_, index) => index % 2 === 1))
      return sumUp(slices, `${frameBytes} bytes a frame; ${Math.round(ours)} per s by the clock`)
    })
  } finally {
    post.close()
    await plain.end()
  }
}

/** Events as a message writes them, in one commit, so that only their delivery is measured. */
function burstOf({ client }: BenchDatabase, roomId: string): Bursts {
  return (times) => client.query(burstSql, [`r:${roomId}`, times])
}

const burstSql = `
  with head as (
    update streams set last_seq = last_seq + $2 where id = $1 returning last_seq - $2 as before
  ), added as (
    insert into events (stream_id, seq, kind, actor_id, payload, at)
    select $1, head.before + n, last.kind, last.actor_id, last.payload, last.at
    from head, generate_series(1, $2) n,
      (select kind, actor_id, payload, at from events where stream_id = $1 order by seq limit 1) last
    returning seq
  )
  select pg_notify('parley_streams', max(seq) || ' ' || $1::text) from added`

/** Sends one message as a browser does, and measures how long its frame is on the wire. */
async function frameBytesOf({ database, parley, people }: Stage, roomId: string): Promise<number> {
  const connection = openConnection(parley.port)
  const [person] = people as [Person]
  const { status } = await connection.ask(messageTo(parley.port, roomId, person))
  connection.close()
  if (status !== 200) throw new Error(`The message was answered with ${status}`)
  const { rows } = await database.client.query<{ bytes: number }>(
    'select length(payload::text) + 150 as bytes from events where stream_id = $1 limit 1',
    [`r:${roomId}`],
  )
  return rows[0]?.bytes ?? 400
}

function messageTo(port: number, roomId: string, person: Person): string {
  return rawRequest(port, {
    method: 'POST',
    path: `/api/rooms/${roomId}/messages`,
    cookie: cookieOf(person, port),
    body: { clientId: randomUUID(), body },
  })
}

function startBroadcaster(frameBytes: number): Promise<Running> {
  return startProcess({
    script: 'bench/limits/broadcast-server.ts',
    core: 'server',
    env: { FRAME_BYTES: String(frameBytes) },
    ready: /ready/,
  })
}

async function untilTheLast(stage: Stage): Promise<Measured> {
  const { how, database, parley, generator, people } = stage
  const [roomId = ''] = await addRooms(database.client, [people])
  const plain = await startBroadcaster(await frameBytesOf(stage, roomId))
  const seconds = how.size === 'quick' ? 1.5 : 5
  const perSecond = 20
  const p50s: number[] = []
  const sideOf =
    (port: number, cookies: (string | null)[], hello: boolean, requestsOf: () => string[]) => async () => {
      await generator.listen({ port, cookies, hello })
      await new Promise((resolve) => setTimeout(resolve, 500))
      const requests = requestsOf()
      const { p50, p99, count } = await generator.pace({ port, connections: 4, seconds, perSecond, requests })
      await generator.closeSockets()
      if (count < perSecond * seconds) throw new Error(`Only ${count} messages reached all`)
      p50s.push(p50)
      return p99
    }
  try {
    return await untilSteady(async () => {
      const slices = await inTurns(
        how.size === 'quick' ? 3 : 5,
        sideOf(
          parley.port,
          people.map((one) => cookieOf(one, parley.port)),
          true,
          () =>
            Array.from({ length: perSecond * seconds }, () =>
              messageTo(parley.port, roomId, people[0] as Person),
            ),
        ),
        sideOf(
          plain.port,
          people.map(() => null),
          false,
          () => [rawRequest(plain.port, { method: 'POST', path: '/1', body: {} })],
        ),
      )
      const ours = median(p50s.filter((_, index) => index % 2 === 1))
      return sumUp(slices, `p50 ${ours.toFixed(1)} ms, storage included`)
    })
  } finally {
    await plain.end()
  }
}
