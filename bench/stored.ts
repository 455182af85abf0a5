import { DAY, MINUTE, toIso } from '#time/instant.ts'
import { startOfDate } from '#time/zone.ts'

import { makeBusy, jobHours } from './job.ts'
import { openConnection, rawRequest, type RawConnection } from './http-client.ts'
import { inTurns, median, sumUp, untilSteady } from './measure.ts'
import { createDatabase } from './postgres.ts'
import { startParley } from './processes.ts'
import { atMost, type Bench, type How, type Measured } from './row.ts'
import {
  addInvites,
  addPeople,
  addRooms,
  addSchedules,
  addTaken,
  cookieOf,
  type Person,
  tomorrow,
} from './seed.ts'

/** Whether slots cost more where more is stored. The limit is the same product with a hundredth of it. */
export const benches: readonly Bench[] = [
  {
    id: 'S5',
    what: 'slots over HTTP with 500 000 bookings stored, beside 5 000',
    unit: 'ms',
    bar: atMost(1.3),
    aim: atMost(1.1),
    needed: false,
    run: besideLittle,
  },
]

const hosts = 1000

async function besideLittle(how: How): Promise<Measured> {
  const many = how.size === 'quick' ? 50_000 : 500_000
  const [large, small] = [await openStage(many), await openStage(many / 100)]
  try {
    return await untilSteady(async () => {
      const slices = await inTurns(
        how.size === 'quick' ? 5 : 15,
        () => large.millisecondsEach(),
        () => small.millisecondsEach(),
      )
      return sumUp(slices, `one after the other, no answer lying ready; ${many} against ${many / 100}`)
    })
  } finally {
    await large.close()
    await small.close()
  }
}

async function openStage(bookings: number) {
  const database = await createDatabase()
  const { client } = database
  const people = await addPeople(client, 2)
  const [organizer, reader] = people as [Person, Person]
  const [roomId = ''] = await addRooms(client, [people])
  await addSchedules(client, [organizer])
  await addTaken(client, { roomId, personId: organizer.id }, makeBusy(30, 200, tomorrow))
  await addStored(client, roomId, bookings)
  const offer = { roomId, organizer, days: 30, timeZone: 'America/New_York', weekly: jobHours }
  const [inviteId = ''] = await addInvites(client, [offer])
  await client.query('vacuum analyze')
  const parley = await startParley({ databaseUrl: database.connectionString, keyFile: database.keyFile })
  const connection = openConnection(parley.port)
  let asked = 0
  return {
    async millisecondsEach() {
      const spans: number[] = []
      for (let index = 0; index < 100; index += 1)
        spans.push(await askOnce(connection, parley.port, inviteId, reader, (asked += 1)))
      return median(spans)
    },
    async close() {
      connection.close()
      await parley.end()
      await database.drop()
    },
  }
}

type Client = Parameters<typeof addPeople>[0]

// Bookings of others, spread over a thousand people and two years. The constraint is made again when all are in.
async function addStored(client: Client, roomId: string, bookings: number): Promise<void> {
  const others = await addPeople(client, hosts)
  const { rows } = await client.query<{ definition: string }>(
    `select pg_get_constraintdef(oid) as definition from pg_constraint where conname = 'engagements_no_overlap'`,
  )
  await client.query('alter table engagements drop constraint engagements_no_overlap')
  const first = new Date(startOfDate('UTC', tomorrow) - 365 * DAY)
  const step = `${Math.floor((730 * DAY) / Math.ceil(bookings / hosts) / MINUTE)} minutes`
  await client.query(
    `with stored as (
       select gen_random_uuid() as id, ($1::uuid[])[1 + n % ${hosts}] as person,
         $2::timestamptz + (n / ${hosts}) * $3::interval as starts
       from generate_series(0, ${bookings - 1}) n
     ), kept as (
       insert into meetings (id, room_id, uid, status, starts_at, ends_at, starts_local, time_zone, organizer_id,
         booked_by_id, call_id, note, request_id, created_at, updated_at)
       select id, $4, id || '@bench.test', 'confirmed', starts, starts + interval '30 minutes', starts at time zone 'UTC',
         'UTC', person, person, gen_random_uuid(), '', gen_random_uuid(), starts, starts from stored
     )
     insert into engagements (meeting_id, person_id, role, rsvp, blocks, starts_at, ends_at, status)
     select id, person, 'organizer', 'accepted', true, starts, starts + interval '30 minutes', 'live' from stored`,
    [others.map(({ id }) => id), first, step, roomId],
  )
  await client.query(`alter table engagements add constraint engagements_no_overlap ${rows[0]?.definition}`)
}

async function askOnce(
  connection: RawConnection,
  port: number,
  inviteId: string,
  reader: Person,
  nth: number,
): Promise<number> {
  const from = startOfDate('UTC', tomorrow) - DAY
  const path = `/api/invites/${inviteId}/slots?from=${toIso(from + nth * 1000)}&to=${toIso(from + 32 * DAY)}`
  const request = rawRequest(port, { path, cookie: cookieOf(reader, port) })
  const started = performance.now()
  const { status, body } = await connection.ask(request)
  if (status !== 200) throw new Error(`No slots: ${status} ${body}`)
  return performance.now() - started
}
