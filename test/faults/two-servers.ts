import { setTimeout as sleep } from 'node:timers/promises'

import { type Db, openDatabase } from '#platform/database.ts'
import { hashToken, newId, newToken } from '#platform/ids.ts'
import { createLog } from '#platform/log.ts'
import { type CrashPostgres, startCrashPostgres } from '#test/support/crash-postgres.ts'
import { makeKeyFile, type ServerProcess, startServer } from '#test/support/server-process.ts'

/** Two server processes on one PostgreSQL, each of which can be killed. */
export type TwoServers = {
  servers: readonly [ServerProcess, ServerProcess]
  postgres: CrashPostgres
  /** A connection of the test's own, to set up and to look. */
  db: Db
  stop(): Promise<void>
}

/** Somebody with a session; it is good on every server of the database. */
export type Person = { id: string; token: string }

/** An answer; status 0 when there was none. */
// oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of every shape
export type Told = { status: number; body: any }

export const unanswered: Told = { status: 0, body: undefined }

const day = 86_400_000

/** Starts all of it. The servers stand in different zones: nothing may depend on them. */
export async function startTwoServers(): Promise<TwoServers> {
  const opened: (() => Promise<void>)[] = []
  const stop = async () => {
    for (let close = opened.pop(); close; close = opened.pop()) await close()
  }
  try {
    const postgres = await startCrashPostgres()
    opened.push(postgres.stop)
    const on = { connectionString: postgres.connectionString, keyFile: makeKeyFile() }
    const first = await startServer(on)
    opened.push(first.stop)
    const second = await startServer({ ...on, zone: 'Pacific/Apia' })
    opened.push(second.stop)
    const database = openDatabase(on, createLog('error'), 4)
    opened.push(database.close)
    return { servers: [first, second], postgres, db: database.db, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Signs up so many people at once, without the time and the limits that takes. */
export async function makePeople(db: Db, count: number): Promise<Person[]> {
  const now = Date.now()
  const people = Array.from({ length: count }, () => ({ id: newId(now), token: newToken() }))
  await db
    .insertInto('people')
    .values(
      people.map(({ id }, index) => ({
        id,
        email: `${id}@parley.test`,
        name: `Person ${index}`,
        time_zone: 'UTC',
        created_at: new Date(now),
      })),
    )
    .execute()
  await db
    .insertInto('sessions')
    .values(
      people.map(({ id, token }) => ({
        id: newId(now),
        person_id: id,
        token_hash: hashToken(token),
        created_at: new Date(now),
        last_seen_at: new Date(now),
        expires_at: new Date(now + 10 * day),
        user_agent: 'test',
      })),
    )
    .execute()
  return people
}

/** A room with these people in it; the first owns it. */
export async function makeRoom(db: Db, people: readonly Person[]): Promise<string> {
  const now = Date.now()
  const id = newId(now)
  await db
    .insertInto('rooms')
    .values({ id, name: 'A room', created_at: new Date(now) })
    .execute()
  await db
    .insertInto('memberships')
    .values(
      people.map((person, index) => ({
        room_id: id,
        person_id: person.id,
        role: index === 0 ? 'owner' : 'member',
        joined_at: new Date(now),
      })),
    )
    .execute()
  return id
}

/** Sends one request. With `dropAfterMs` the client hangs up after that time, whether or not there was an answer. */
export async function ask(
  server: ServerProcess,
  person: Person,
  request: { method: string; path: string; body?: unknown; dropAfterMs?: number },
): Promise<Told> {
  try {
    const response = await fetch(server.url + request.path, {
      method: request.method,
      headers: {
        origin: server.url,
        cookie: `${server.cookieName}=${person.token}`,
        ...(request.body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
      ...(request.dropAfterMs !== undefined && { signal: AbortSignal.timeout(request.dropAfterMs) }),
    })
    return { status: response.status, body: await response.json() }
  } catch {
    return unanswered
  }
}

/** Waits until all servers answer that they are ready. */
export async function untilReady(servers: readonly ServerProcess[]): Promise<void> {
  const deadline = Date.now() + 60_000
  for (const server of servers) {
    for (;;) {
      const answer = await fetch(`${server.url}/readyz`).catch(() => undefined)
      if (answer?.ok) break
      if (Date.now() > deadline) throw new Error(`${server.url} does not get ready\n${server.complaints()}`)
      await sleep(100)
    }
  }
}

/** What is wrong with the numbers of the streams and of the messages in them: there must be nothing. */
export async function findTornStreams(db: Db): Promise<string[]> {
  const streams = await db.selectFrom('streams').selectAll().execute()
  const events = await db
    .selectFrom('events')
    .select(['stream_id', 'seq', 'kind'])
    .orderBy('stream_id')
    .orderBy('seq')
    .execute()
  const messages = await db.selectFrom('messages').select(['room_id', 'seq']).execute()
  const byStream = Map.groupBy(events, (event) => event.stream_id)
  const sent = new Set(
    events.filter((event) => event.kind === 'message.sent').map((event) => `${event.stream_id} ${event.seq}`),
  )
  return [
    ...streams.flatMap(({ id, last_seq }) => {
      const numbers = (byStream.get(id) ?? []).map((event) => event.seq)
      const isWhole = numbers.length === last_seq && numbers.every((seq, index) => seq === index + 1)
      return isWhole ? [] : [`${id} has ${numbers.length} events and stands at ${last_seq}`]
    }),
    ...messages.flatMap(({ room_id, seq }) =>
      sent.has(`r:${room_id} ${seq}`) ? [] : [`message ${seq} of ${room_id} has no event`],
    ),
    ...(messages.length === sent.size
      ? []
      : [`${messages.length} messages and ${sent.size} events about them`]),
  ]
}
