import { setTimeout as sleep } from 'node:timers/promises'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { findViolations } from '#test/support/history.ts'

import { dice } from '../proofs/random-questions.ts'
import {
  attempt,
  type Booked,
  firstRules,
  makeWorld,
  offer,
  readKept,
  someStart,
  toBook,
  toCancel,
  toMove,
  type World,
} from './booking-world.ts'
import {
  ask,
  findTornStreams,
  type Person,
  startTwoServers,
  type TwoServers,
  untilReady,
} from './two-servers.ts'

/** FULL=1 is the whole proof: 50 kills; otherwise a few of each kind. */
const kills = process.env.FULL ? 50 : Number(process.env.KILLS ?? 6)
const atOnce = 24
/** The whole of it takes its time on a small machine. */
const withinMs = process.env.FULL ? 3_600_000 : 600_000
const seed = Number(process.env.SEED ?? 2)

let on: TwoServers
let world: World
/** Who was told that they have left, and from whose room. */
const left: { person: Person; roomId: string }[] = []

beforeAll(async () => {
  on = await startTwoServers()
  world = await makeWorld(on.db, on.servers, dice(seed), { organizers: 3, bookers: 12 + kills })
})
afterAll(() => on.stop())

test(
  `of what is acknowledged around ${kills} kills nothing is lost and nothing is there twice`,
  { timeout: withinMs },
  async () => {
    for (let nth = 0; nth < kills; nth += 1) await killAmid(nth)
    const { history } = world
    const kept = await readKept(on.db)
    const acknowledged = history.filter((entry) => entry.status === 200).length
    const lost = history.filter((entry) => entry.status === 0 || entry.status === 503).length
    console.log(
      `${kills} kills amid ${history.length} requests: ${acknowledged} acknowledged, ${lost} without an answer; ${kept.meetings.length} meetings`,
    )
    expect(findViolations(history, kept, { rules: firstRules, crashes: true })).toEqual([])
    expect(await findTornStreams(on.db)).toEqual([])
    expect(lost).toBeGreaterThan(kills)
    expect(acknowledged).toBeGreaterThan(kills * 2)
  },
)

test('work that was pending when it was killed is done afterwards', async () => {
  expect(left.length).toBeGreaterThan(0)
  const deadline = Date.now() + 90_000
  while ((await countForgotten()) > 0 && Date.now() < deadline) await sleep(500)
  expect(await countForgotten()).toBe(0)
})

// A burst of bookings, moves and cancellations; the first server, the second one or the database is killed in it, each
// time a little later; then everything that was not answered is asked again.
async function killAmid(nth: number): Promise<void> {
  const organizer = someone(world.organizers)
  const day = 3 + (nth % 20)
  const invites = await Promise.all(Array.from({ length: 8 }, () => offer(world, organizer, day)))
  const standing = await listStanding()
  const burst = Array.from({ length: atOnce }, (_, index) => {
    const booked = standing[index]
    const patient = { tries: 60, patient: true }
    if (booked && index % 4 === 1)
      return attempt(world, toMove(booked, booked.booker, someStart(world, booked)), patient)
    if (booked && index % 4 === 2) return attempt(world, toCancel(booked, booked.booker), patient)
    const invite = someone(invites)
    return attempt(
      world,
      toBook(invite, someone(world.bookers.slice(0, 12)), someStart(world, invite)),
      patient,
    )
  })
  const leaver = leave(nth, organizer)
  await sleep((nth * 13) % 120)
  await killOne(nth)
  await untilReady(on.servers)
  await Promise.all([...burst, leaver])
}

async function killOne(nth: number): Promise<void> {
  const victim = [on.servers[0], on.postgres, on.servers[1]][nth % 3]
  if (victim === on.postgres) {
    await on.postgres.kill()
    await on.postgres.start()
  } else {
    const server = on.servers[nth % 3 === 0 ? 0 : 1]
    await server.kill()
    await server.startAgain()
  }
}

// Somebody leaves the room in the same moment: their meetings learn of it by a job of that commit.
async function leave(nth: number, organizer: Person): Promise<void> {
  const person = world.bookers[12 + nth] as Person
  const roomId = world.roomOf.get(organizer) ?? ''
  const { status } = await ask(on.servers[nth % 2] as (typeof on.servers)[0], person, {
    method: 'POST',
    path: `/api/rooms/${roomId}/leave`,
    body: {},
  })
  if (status === 200) left.push({ person, roomId })
}

async function countForgotten(): Promise<number> {
  const rows = await on.db
    .selectFrom('engagements')
    .innerJoin('meetings', 'meetings.id', 'engagements.meeting_id')
    .select(['person_id', 'room_id'])
    .where('engagements.status', '=', 'live')
    .execute()
  return rows.filter(({ person_id, room_id }) =>
    left.some(({ person, roomId }) => person.id === person_id && roomId === room_id),
  ).length
}

async function listStanding(): Promise<Booked[]> {
  const rows = await on.db.selectFrom('meetings').selectAll().where('status', '=', 'confirmed').execute()
  return rows.flatMap((row) => {
    const organizer = world.organizers.find((person) => person.id === row.organizer_id)
    const booker = world.bookers.find((person) => person.id === row.booked_by_id)
    const day = Math.floor(row.starts_at / 86_400_000) - Math.floor(Date.now() / 86_400_000)
    const minutes = (row.ends_at - row.starts_at) / 60_000
    return organizer && booker
      ? [{ id: row.id, inviteId: row.invite_id ?? '', organizer, booker, minutes, day }]
      : []
  })
}

function someone<T>(among: readonly T[]): T {
  return among[world.roll(among.length)] as T
}
