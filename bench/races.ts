import { randomUUID } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'

import { MINUTE, toIso } from '#time/instant.ts'
import { startOfDate } from '#time/zone.ts'

import { openConnection, rawRequest, type RawConnection } from './http-client.ts'
import { type BenchDatabase, createDatabase } from './postgres.ts'
import { type Running, startParley } from './processes.ts'
import type { How, Measured } from './row.ts'
import { addInvites, addPeople, addRooms, addSchedules, cookieOf, type Person, tomorrow } from './seed.ts'

const crowd = 64
const sizes = {
  quick: { rounds: 20, kills: 2 },
  usual: { rounds: 200, kills: 4 },
  full: { rounds: 10_000, kills: 50 },
}
const roundsPerWorld = 250
const answersWithinMs = 60_000

/** An organizer whom 64 people want to meet at once, each from a room of their own. */
type World = { organizer: Person; people: Person[]; rooms: string[]; invites: string[]; rounds: number }

/** What one person wanted, and what became of it: a status, or 'lost' when no answer came. */
type Wish = { person: number; inviteId: string; requestId: string; startsAt: string; status: number | 'lost' }

/**
 * Rounds of 64 people who confirm times of one organizer that all overlap, over two servers on one PostgreSQL. In some
 * rounds a server or a backend of the database is killed; what got no answer is then sent again until it has one.
 * Counts what may not be: two winners or none, an answer that is neither 200 nor 409, an acknowledged booking that
 * is not there once with its message and call, two that overlap.
 */
export async function raceAndCrash(how: How): Promise<Measured> {
  const { rounds, kills } = sizes[how.size]
  const database = await createDatabase()
  const { connectionString: databaseUrl, keyFile } = database
  const servers = [await startParley({ databaseUrl, keyFile }), await startParley({ databaseUrl, keyFile })]
  const violations: string[] = []
  const acknowledged: { requestId: string; meetingId: string }[] = []
  const every = Math.max(1, Math.floor(rounds / kills))
  let world = await makeWorld(database)
  let killed = 0
  let retried = 0
  const started = performance.now()
  try {
    for (let round = 0; round < rounds; round += 1) {
      if (world.rounds === roundsPerWorld) world = await makeWorld(database)
      const kills = round % every === Math.floor(every / 2)
      const wishes = makeWishes(world)
      const killing = kills ? killOne((killed += 1), servers, database) : Promise.resolve()
      await Promise.all([askAll(wishes, world, servers, acknowledged), killing])
      const lost = wishes.filter(({ status }) => status === 'lost' || (kills && status >= 500))
      retried += lost.length
      await sendAgain(lost, world, servers, acknowledged)
      judgeRound(round, wishes, violations)
      await openAgain(database, world, wishes)
    }
    await checkKept(database, acknowledged, violations)
    const seconds = (performance.now() - started) / 1000
    const note = [
      `${rounds} rounds of ${crowd}, ${killed} kills, ${retried} sent again`,
      `${acknowledged.length} bookings, ${Math.round((rounds * crowd) / seconds)} confirms per s`,
      ...violations.slice(0, 3),
    ].join(', ')
    return { ours: violations.length, steady: true, note }
  } finally {
    for (const connection of open.values()) connection.close()
    open.clear()
    await Promise.all(servers.map((server) => server.end()))
    await database.drop()
  }
}

async function makeWorld({ client }: BenchDatabase): Promise<World> {
  const [organizer, ...people] = (await addPeople(client, crowd + 1)) as [Person, ...Person[]]
  const rooms = await addRooms(
    client,
    people.map((person) => [organizer, person]),
  )
  await addSchedules(client, [organizer])
  const invites = await addInvites(
    client,
    rooms.map((roomId, index) => offerOf(roomId, organizer, index)),
  )
  return { organizer, people, rooms, invites, rounds: 0 }
}

// Half of the invites are for half an hour, half for an hour.
function offerOf(roomId: string, organizer: Person, index: number) {
  return { roomId, organizer, days: 30, durationMinutes: index % 2 === 0 ? 30 : 60 }
}

// Each round has two hours of its own; whatever starts from a quarter before to its middle and lasts 30 minutes or
// more covers the quarter after it, so every pair of wishes overlaps.
function makeWishes(world: World): Wish[] {
  const middle = startOfDate('UTC', tomorrow) + (world.rounds * 120 + 60) * MINUTE
  world.rounds += 1
  return world.people.map((_, person) => ({
    person,
    inviteId: world.invites[person] ?? '',
    requestId: randomUUID(),
    startsAt: toIso(middle - (person % 3 === 0 ? 15 : 0) * MINUTE),
    status: 'lost',
  }))
}

type Acknowledged = { requestId: string; meetingId: string }[]

async function askAll(
  wishes: readonly Wish[],
  world: World,
  servers: readonly Running[],
  acknowledged: Acknowledged,
): Promise<void> {
  await Promise.all(
    wishes.map(async (wish) => {
      const server = servers[wish.person % 2] as Running
      const person = world.people[wish.person] as Person
      const request = rawRequest(server.port, {
        method: 'POST',
        path: `/api/invites/${wish.inviteId}/book`,
        cookie: cookieOf(person, server.port),
        body: { requestId: wish.requestId, startsAt: wish.startsAt },
      })
      try {
        const { status, body } = await connectionOf(wish.person, server.port).ask(request)
        wish.status = status
        if (status !== 200) return
        const { meeting } = JSON.parse(body.toString()) as { meeting: { id: string } }
        acknowledged.push({ requestId: wish.requestId, meetingId: meeting.id })
      } catch {
        wish.status = 'lost'
      }
    }),
  )
}

const open = new Map<string, RawConnection>()

function connectionOf(person: number, port: number): RawConnection {
  const key = `${person} ${port}`
  const connection = open.get(key) ?? openConnection(port)
  open.set(key, connection)
  return connection
}

// As a browser does: the same request id until there is an answer.
async function sendAgain(
  lost: readonly Wish[],
  world: World,
  servers: readonly Running[],
  acknowledged: Acknowledged,
): Promise<void> {
  const until = performance.now() + answersWithinMs
  let left = [...lost]
  while (left.length > 0 && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 200))
    await askAll(left, world, servers, acknowledged)
    left = left.filter(({ status }) => status === 'lost' || status >= 500)
  }
}

function judgeRound(round: number, wishes: readonly Wish[], violations: string[]): void {
  const winners = wishes.filter(({ status }) => status === 200).length
  if (winners !== 1) violations.push(`round ${round}: ${winners} winners`)
  for (const { status } of wishes)
    if (status !== 200 && status !== 409) violations.push(`round ${round}: answered ${status}`)
}

// Whoever won has no open invite left and gets another.
async function openAgain({ client }: BenchDatabase, world: World, wishes: readonly Wish[]): Promise<void> {
  const winners = wishes.filter(({ status }) => status === 200).map(({ person }) => person)
  if (winners.length === 0) return
  const offers = winners.map((person) => offerOf(world.rooms[person] ?? '', world.organizer, person))
  const invites = await addInvites(client, offers)
  winners.forEach((person, index) => (world.invites[person] = invites[index] ?? ''))
}

// In turn: one server, the other server, a backend of the database (which makes PostgreSQL recover as from a crash).
async function killOne(nth: number, servers: Running[], database: BenchDatabase): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 60))
  if (nth % 3 === 0) return killBackend(database)
  const index = nth % 2
  const server = servers[index] as Running
  await server.end('SIGKILL')
  const { connectionString: databaseUrl, keyFile } = database
  servers[index] = await startParley({ databaseUrl, keyFile, port: server.port })
}

async function killBackend(database: BenchDatabase): Promise<void> {
  const name = new URL(database.connectionString).pathname.slice(1)
  const isBackend = (pid: string) => {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      return words.startsWith('postgres: ') && words.includes(name)
    } catch {
      return false
    }
  }
  const [pid] = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry) && isBackend(entry))
  if (!pid) throw new Error('There is no backend to kill')
  process.kill(Number(pid), 'SIGKILL')
  await database.reconnect()
}

async function checkKept(
  { client }: BenchDatabase,
  acknowledged: Acknowledged,
  violations: string[],
): Promise<void> {
  const ids = acknowledged.map(({ meetingId }) => meetingId)
  const { rows } = await client.query<{
    id: string
    calls: number
    told: number
    cards: number
    people: number
  }>(
    `select meetings.id,
       (select count(*)::int from calls where subject_id = meetings.id) as calls,
       (select count(*)::int from messages where room_id = meetings.room_id and kind = 'system'
         and detail->>'meetingId' = meetings.id::text) as told,
       (select count(*)::int from messages where room_id = meetings.room_id and card_id = meetings.id) as cards,
       (select count(*)::int from engagements where meeting_id = meetings.id and status = 'live') as people
     from meetings where id = any ($1)`,
    [ids],
  )
  const kept = new Map(rows.map((row) => [row.id, row]))
  for (const id of new Set(ids)) {
    const row = kept.get(id)
    const isWhole = row && row.calls === 1 && row.told === 1 && row.cards === 1 && row.people === 2
    if (!isWhole) violations.push(`booking ${id} is kept as ${JSON.stringify(row)}`)
  }
  const { rows: all } = await client.query<{ meetings: number }>(
    'select count(*)::int as meetings from meetings',
  )
  const surplus = Number(all[0]?.meetings) - new Set(ids).size
  if (surplus !== 0) violations.push(`${surplus} meetings that nobody was told of`)
  const { rows: pairs } = await client.query<{ pairs: number }>(
    `select count(*)::int as pairs from engagements one join engagements other
       on one.person_id = other.person_id and one.meeting_id < other.meeting_id
       and tstzrange(one.starts_at, one.ends_at) && tstzrange(other.starts_at, other.ends_at)
     where one.blocks and other.blocks and one.status = 'live' and other.status = 'live'`,
  )
  if (pairs[0]?.pairs !== 0) violations.push(`${pairs[0]?.pairs} pairs overlap`)
}
