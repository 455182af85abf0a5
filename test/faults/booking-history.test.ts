import { afterAll, beforeAll, expect, test } from 'vitest'

import type { Db } from '#platform/database.ts'
import { findViolations, type Rules } from '#test/support/history.ts'

import { dice } from '../proofs/random-questions.ts'
import {
  attempt,
  type Booked,
  firstRules,
  makeWorld,
  offer,
  type Offered,
  readKept,
  someStart,
  toBook,
  toCancel,
  toChange,
  toMove,
  toSaveRules,
  toWithdraw,
  type World,
} from './booking-world.ts'
import { findTornStreams, type Person, startTwoServers, type TwoServers } from './two-servers.ts'

/** FULL=1 is the whole proof: 200 rounds; otherwise a few of each kind. */
const rounds = process.env.FULL ? 200 : Number(process.env.ROUNDS ?? 10)
const atOnce = 64
/** The whole of it takes its time on a small machine. */
const withinMs = process.env.FULL ? 3_600_000 : 600_000
const seed = Number(process.env.SEED ?? 1)

type Attempts = Promise<unknown>[]

let on: TwoServers
let world: World
/** What was told to be booked and not cancelled since, by meeting. */
const standing = new Map<string, Booked>()

beforeAll(async () => {
  on = await startTwoServers()
  world = await makeWorld(on.db, on.servers, dice(seed), { organizers: 4, bookers: 16 })
})
afterAll(() => on.stop())

test(
  `the history of ${rounds} rounds of ${atOnce} at once breaks no rule`,
  { timeout: withinMs },
  async () => {
    const kinds = [oneSlot, shifted, mixed, lostAnswers, changingRules]
    for (let round = 0; round < rounds; round += 1) {
      await kinds[round % kinds.length]?.(3 + (round % 25))
      await giveTimeBack()
    }
    const { history } = world
    const kept = await readKept(on.db)
    const statuses = Object.entries(Object.groupBy(history, (entry) => entry.code ?? entry.status))
    const told = statuses.map(
      ([status, entries]) => `${entries?.length} × ${status === '0' ? 'lost' : status}`,
    )
    console.log(
      `${rounds} rounds, ${history.length} requests: ${told.join(', ')}; ${kept.meetings.length} meetings, ${kept.meetings.flatMap(({ changes }) => changes).length} changes`,
    )
    expect(findViolations(history, kept, { rules: firstRules })).toEqual([])
    expect(await findTornStreams(on.db)).toEqual([])
    expect(await countOverlaps(on.db)).toBe(0)
    expect(on.servers.map((server) => server.complaints())).toEqual(['', ''])
    // A run in which nothing collided would prove nothing.
    for (const code of ['time_taken', 'invite_closed', 'time_not_offered'])
      expect(history.filter((entry) => entry.code === code).length, code).toBeGreaterThan(rounds)
    expect(history.filter((entry) => entry.status === 0).length).toBeGreaterThan(rounds)
  },
)

// Everybody wants the same time: half of them of one invite, half of eight invites of one organizer.
async function oneSlot(day: number): Promise<void> {
  const organizer = someone(world.organizers)
  const invites = await offers(organizer, day, 9)
  const startsAt = someStart(world, { day, minutes: 60 })
  await together(atOnce, (nth) => {
    const invite = invites[nth % 2 === 0 ? 0 : 1 + (nth % 8)] as Offered
    return book(invite, someone(world.bookers), startsAt)
  })
}

// Overlapping, shifted and longer ones of two organizers, for people who are asked by both.
async function shifted(day: number): Promise<void> {
  const invites = [
    ...(await offers(someone(world.organizers), day, 6)),
    ...(await offers(someone(world.organizers), day, 6)),
  ]
  await together(atOnce, () => {
    const invite = someone(invites)
    return book(invite, someone(world.bookers), someStart(world, invite))
  })
}

// Bookings, moves and cancellations all at once.
async function mixed(day: number): Promise<void> {
  const organizer = someone(world.organizers)
  const invites = await offers(organizer, day, 8)
  const meetings = standingOn(organizer)
  await together(atOnce, (nth) => {
    const booked = meetings[nth % Math.max(1, meetings.length)]
    if (booked && nth % 4 === 1) return move(booked, someStart(world, { ...booked }))
    if (booked && nth % 16 === 2) return cancel(booked)
    const invite = someone(invites)
    return book(invite, someone(world.bookers), someStart(world, invite))
  })
}

// The same, where most answers are lost and asked for again, one to five times.
async function lostAnswers(day: number): Promise<void> {
  const organizer = someone(world.organizers)
  const invites = await offers(organizer, day, 10)
  const meetings = standingOn(organizer)
  await together(atOnce, (nth) => {
    const lossy = { tries: 1 + world.roll(5), lossy: true }
    const booked = meetings[nth % Math.max(1, meetings.length)]
    if (booked && nth % 8 === 1) return move(booked, someStart(world, { ...booked }), lossy)
    if (booked && nth % 16 === 2) return cancel(booked, lossy)
    const invite = someone(invites)
    return book(invite, someone(world.bookers), someStart(world, invite), lossy)
  })
}

// Pauses, grid and notice change while people book; invites are taken back or moved to another day. Some come while so
// long a notice holds that nothing is offered, however quick the machine is.
async function changingRules(day: number): Promise<void> {
  const organizer = someone(world.organizers)
  const invites = await offers(organizer, day, 12)
  const bookSome = (invite = someone(invites)) =>
    book(invite, someone(world.bookers), someStart(world, invite, 15))
  await attempt(world, toSaveRules(organizer, { ...firstRules, notice: 43_200 }))
  await together(12, () => bookSome())
  const booking = together(atOnce, (nth) => {
    if (nth % 16 === 5) return attempt(world, toWithdraw(someone(invites)))
    if (nth % 16 === 11) return attempt(world, toChange(someone(invites)))
    return bookSome()
  })
  for (const rules of [someRules(), someRules(), firstRules])
    await attempt(world, toSaveRules(organizer, rules))
  await booking
}

// Cancels most of what stands and at once wants one of those times again, so that the days never fill up.
async function giveTimeBack(): Promise<void> {
  const given = [...standing.values()].filter(() => world.roll(3) > 0)
  await Promise.all(given.map((booked) => cancel(booked)))
  const [first] = given
  if (!first) return
  const invite = await offer(world, first.organizer, first.day)
  await book(invite, first.booker, someStart(world, invite))
}

async function book(
  invite: Offered,
  booker: Person,
  startsAt: number,
  how?: { tries: number; lossy: boolean },
): Promise<void> {
  const { status, body } = await attempt(world, toBook(invite, booker, startsAt), how)
  if (status === 200)
    standing.set(body.meeting.id, { ...invite, id: body.meeting.id, inviteId: invite.id, booker })
}

function move(booked: Booked, startsAt: number, how?: { tries: number; lossy: boolean }): Promise<unknown> {
  return attempt(world, toMove(booked, steerer(booked), startsAt), how)
}

async function cancel(booked: Booked, how?: { tries: number; lossy: boolean }): Promise<void> {
  const { status } = await attempt(world, toCancel(booked, steerer(booked)), how)
  if (status === 200) standing.delete(booked.id)
}

function steerer(booked: Booked): Person {
  return world.roll(2) ? booked.booker : booked.organizer
}

function offers(organizer: Person, day: number, count: number): Promise<Offered[]> {
  return Promise.all(Array.from({ length: count }, () => offer(world, organizer, day)))
}

function standingOn(organizer: Person): Booked[] {
  return [...standing.values()].filter((booked) => booked.organizer === organizer)
}

function someRules(): Rules {
  return {
    before: 5 * world.roll(4),
    after: 5 * world.roll(4),
    notice: 0,
    increment: someone([5, 10, 15, 30]),
  }
}

async function together(count: number, start: (nth: number) => Promise<unknown>): Promise<void> {
  const attempts: Attempts = Array.from({ length: count }, (_, nth) => start(nth))
  await Promise.all(attempts)
}

function someone<T>(among: readonly T[]): T {
  return among[world.roll(among.length)] as T
}

async function countOverlaps(db: Db): Promise<number> {
  const rows = await db
    .selectFrom('engagements as one')
    .innerJoin('engagements as other', (join) =>
      join
        .onRef('one.person_id', '=', 'other.person_id')
        .onRef('one.meeting_id', '<', 'other.meeting_id')
        .onRef('one.starts_at', '<', 'other.ends_at')
        .onRef('other.starts_at', '<', 'one.ends_at'),
    )
    .where('one.blocks', '=', true)
    .where('other.blocks', '=', true)
    .where('one.status', '=', 'live')
    .where('other.status', '=', 'live')
    .select('one.meeting_id')
    .execute()
  return rows.length
}
