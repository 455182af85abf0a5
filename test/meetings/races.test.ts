import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { lockBusy } from '#availability'
import { sessionCookieName } from '#platform/http.ts'
import {
  type Answer,
  type Client,
  makeRoom,
  newKey,
  openClient,
  startTestApp,
  type TestApp,
} from '#test/support/app.ts'

import {
  book,
  bookFor,
  crowd,
  eventually,
  listDoubleBookings,
  saveSchedule,
  sendOffer,
  startsOf,
  systemMessages,
} from './offers.ts'

let first: TestApp
let second: TestApp
let ana: Client

// Two servers on one database: what holds must hold in the database, not in a process.
beforeAll(async () => {
  first = await startTestApp()
  second = await startTestApp({ connectionString: first.connectionString, clock: first.clock })
  ana = await first.as('ana')
})

afterAll(async () => {
  await second.stop()
  await first.stop()
})

/** Every other one talks to the second server, where the same session is good under the name of its cookie there. */
function spread(clients: readonly Client[]): Client[] {
  const name = sessionCookieName(new URL(second.url))
  return clients.map((client, index) =>
    index % 2 === 0
      ? client
      : openClient(second.url, client.personId, `${name}=${client.cookie().split('=')[1]}`),
  )
}

function won(answers: readonly Answer[]): Answer[] {
  return answers.filter((answer) => answer.status === 200)
}

function expectLosers(answers: readonly Answer[], count: number): void {
  const losers = answers.filter((answer) => answer.status !== 200)
  expect(losers.map((answer) => answer.status)).toEqual(Array.from({ length: count }, () => 409))
  for (const { body } of losers) {
    expect(['time_taken', 'invite_closed']).toContain(body.error.code)
    const { starts } = body.error.details.slots
    // A booked invite offers nothing any more; of an open one there are other times.
    expect(starts.length > 0).toBe(body.error.code === 'time_taken')
  }
}

test('of 64 people who confirm one invite at once, one wins', async () => {
  const roomId = await makeRoom(ana, [])
  const people = spread(await crowd(first, roomId, 64))
  const inviteId = await sendOffer(ana, roomId)
  const answers = await Promise.all(people.map((one) => book(one, inviteId, '2026-10-26T09:00:00Z')))
  expect(won(answers)).toHaveLength(1)
  expectLosers(answers, 63)
  expect(won(answers)[0]?.body.meeting.people).toHaveLength(65)
  const said = await systemMessages(ana, roomId)
  expect(said.filter((one) => one.detail.type === 'meeting.booked')).toHaveLength(1)
})

test('of 64 people who confirm one time of one organizer in 64 rooms, one wins; the others get fresh times', async () => {
  const rooms = await Promise.all(Array.from({ length: 64 }, () => makeRoom(ana, [])))
  const people: Client[] = []
  for (const roomId of rooms) people.push(...(await crowd(first, roomId, 1)))
  const invites = await Promise.all(rooms.map((roomId) => sendOffer(ana, roomId)))
  const startsAt = '2026-10-27T09:00:00Z'
  const answers = await Promise.all(
    spread(people).map((one, index) => book(one, invites[index] ?? '', startsAt)),
  )
  expect(won(answers)).toHaveLength(1)
  expectLosers(answers, 63)
  for (const { body } of answers.filter((answer) => answer.status === 409)) {
    expect(body.error.code).toBe('time_taken')
    expect(body.error.details.slots.starts).not.toContain(startsAt)
    expect(body.error.details.slots.starts).toContain('2026-10-27T09:30:00Z')
  }
})

test('overlapping and shifted times of different lengths, with pauses, leave meetings apart from each other', async () => {
  const minute = 60_000
  const dev = await first.as('dev')
  await saveSchedule(dev, { incrementMinutes: 5, bufferBeforeMinutes: 5, bufferAfterMinutes: 10 })
  const wishes = await Promise.all(
    Array.from({ length: 32 }, async (_, index) => {
      const roomId = await makeRoom(dev, [])
      const people = spread(await crowd(first, roomId, 2))
      const durationMinutes = [15, 30, 45, 60][index % 4] ?? 0
      const inviteId = await sendOffer(dev, roomId, { durationMinutes })
      return people.map((client, nth) => {
        const start = Date.parse('2026-10-28T10:00:00Z') + 5 * minute * ((index * 7 + nth * 3) % 24)
        return { client, inviteId, start, end: start + durationMinutes * minute }
      })
    }),
  )
  const results = await Promise.all(
    wishes.flat().map(async (wish) => ({
      ...wish,
      answer: await book(wish.client, wish.inviteId, new Date(wish.start).toISOString()),
    })),
  )
  const winners = results.filter(({ answer }) => answer.status === 200)
  expect(winners.length).toBeGreaterThan(1)
  expectLosers(
    results.map(({ answer }) => answer),
    results.length - winners.length,
  )

  // Whichever was booked first, the shorter pause lies between any two.
  const inOrder = winners.toSorted((one, other) => one.start - other.start)
  for (const [index, later] of inOrder.slice(1).entries()) {
    expect(later.start - (inOrder[index]?.end ?? 0)).toBeGreaterThanOrEqual(5 * minute)
  }
  // Nobody was turned away for nothing: who lost a time lost it to somebody who won, pauses included.
  const losers = results.filter(({ answer }) => answer.body.error?.code === 'time_taken')
  expect(losers.length).toBeGreaterThan(0)
  for (const { start, end } of losers) {
    expect(winners.some((one) => start - 5 * minute < one.end && one.start < end + 10 * minute)).toBe(true)
  }
})

test('one person who confirms overlapping times of many organizers at once is booked once', async () => {
  const roomId = await makeRoom(ana, [])
  const [booker, ...organizers] = await crowd(first, roomId, 17)
  const invites = await Promise.all(
    organizers.map((organizer) => sendOffer(organizer, roomId, { timeZone: 'UTC' })),
  )
  const me = spread([booker as Client, booker as Client])
  const answers = await Promise.all(
    invites.map((inviteId, index) => book(me[index % 2] as Client, inviteId, '2026-10-29T09:00:00Z')),
  )
  expect(won(answers)).toHaveLength(1)
  expectLosers(answers, 15)
})

test('one request sent sixteen times at once is one booking, answered sixteen times', async () => {
  const roomId = await makeRoom(ana, [])
  const [booker] = await crowd(first, roomId, 1)
  const inviteId = await sendOffer(ana, roomId)
  const requestId = newKey()
  const everywhere = spread(Array.from({ length: 16 }, () => booker as Client))
  const answers = await Promise.all(
    everywhere.map((one) => book(one, inviteId, '2026-10-30T09:00:00Z', requestId)),
  )
  expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 16 }, () => 200))
  expect(new Set(answers.map((answer) => answer.body.meeting.id)).size).toBe(1)
  const said = await systemMessages(ana, roomId)
  expect(said.filter((one) => one.detail.type === 'meeting.booked')).toHaveLength(1)
})

test('one offer sent sixteen times at once is one invite', async () => {
  const roomId = await makeRoom(ana, [])
  await crowd(first, roomId, 1)
  const requestId = newKey()
  const everywhere = spread(Array.from({ length: 16 }, () => ana))
  const ids = await Promise.all(everywhere.map((one) => sendOffer(one, roomId, { requestId })))
  expect(new Set(ids).size).toBe(1)
})

test('meetings that are moved to one time while it is booked: one of all gets it', async () => {
  const eve = await first.as('eve')
  const rooms = await Promise.all(Array.from({ length: 12 }, () => makeRoom(eve, [])))
  const people: Client[] = []
  for (const roomId of rooms) people.push(...(await crowd(first, roomId, 1)))
  const invites = await Promise.all(rooms.map((roomId) => sendOffer(eve, roomId)))
  const meetings: string[] = []
  for (const [index, inviteId] of invites.slice(0, 6).entries()) {
    const start = new Date(Date.parse('2026-10-26T09:00:00Z') + index * 30 * 60_000).toISOString()
    meetings.push(await bookFor(people[index] as Client, inviteId, start))
  }
  const startsAt = '2026-10-29T11:00:00Z'
  const clients = spread(people)
  const answers = await Promise.all([
    ...meetings.map((meetingId, index) =>
      (clients[index] as Client).post(`/api/meetings/${meetingId}/reschedule`, {
        requestId: newKey(),
        startsAt,
        reason: '',
      }),
    ),
    ...invites.slice(6).map((inviteId, index) => book(clients[index + 6] as Client, inviteId, startsAt)),
  ])
  expect(won(answers)).toHaveLength(1)
  expectLosers(answers, 11)
})

test('two meetings that change places through each other never overlap', async () => {
  const roomId = await makeRoom(ana, [])
  const [organizer, ...others] = await crowd(first, roomId, 3)
  const [one, two] = [
    await sendOffer(organizer as Client, roomId, { timeZone: 'UTC' }),
    await sendOffer(organizer as Client, roomId, { timeZone: 'UTC' }),
  ]
  const early = '2026-10-26T09:00:00Z'
  const late = '2026-10-26T10:00:00Z'
  const a = await bookFor(others[0] as Client, one, early)
  const b = await bookFor(others[1] as Client, two, late)
  const move = (meetingId: string, client: Client | undefined, startsAt: string) =>
    (client as Client).post(`/api/meetings/${meetingId}/reschedule`, {
      requestId: newKey(),
      startsAt,
      reason: '',
    })
  const [toLate, toEarly] = await Promise.all([move(a, others[0], late), move(b, others[1], early)])
  expect([toLate?.status, toEarly?.status]).toEqual([409, 409])
})

test('who comes and goes while it is booked is in the meeting when in the room, and not when not', async () => {
  const rooms = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const roomId = await makeRoom(ana, [])
      const [organizer, booker, leaver, newcomer] = (await crowd(first, roomId, 4)) as [
        Client,
        Client,
        Client,
        Client,
      ]
      await newcomer.post(`/api/rooms/${roomId}/leave`)
      const link = (await ana.post(`/api/rooms/${roomId}/entries/link`)).body.entry.url.split('/').at(-1)
      const inviteId = await sendOffer(organizer, roomId, { timeZone: 'UTC' })
      return { roomId, organizer, booker, leaver, newcomer, link, inviteId }
    }),
  )
  const answers = await Promise.all(
    rooms.map(async (one) => {
      const [booked] = await Promise.all([
        book(one.booker, one.inviteId, '2026-10-27T15:00:00Z'),
        one.leaver.post(`/api/rooms/${one.roomId}/leave`),
        one.newcomer.post(`/api/entries/${one.link}`),
      ])
      return booked
    }),
  )
  expect(won(answers)).toHaveLength(8)
  for (const [index, one] of rooms.entries()) {
    const expected = [ana, one.organizer, one.booker, one.newcomer].map((client) => client.personId)
    const path = `/api/meetings/${answers[index]?.body.meeting.id}`
    await eventually(
      async () =>
        (await one.booker.get(path)).body.meeting.people.map(
          (person: { personId: string }) => person.personId,
        ),
      (people: string[]) => people.toSorted().join() === expected.toSorted().join(),
    )
  }
})

test('after all of it nobody is in two meetings at once, and the constraint stands by itself', async () => {
  expect(await listDoubleBookings(first)).toEqual([])
  const taken = await first.app.db
    .selectFrom('engagements')
    .selectAll()
    .where('blocks', '=', true)
    .where('status', '=', 'live')
    .where('role', '=', 'organizer')
    .executeTakeFirstOrThrow()
  const other = await first.app.db
    .selectFrom('engagements')
    .select('meeting_id')
    .where('person_id', '<>', taken.person_id)
    .where('meeting_id', 'not in', (query) =>
      query.selectFrom('engagements').select('meeting_id').where('person_id', '=', taken.person_id),
    )
    .executeTakeFirstOrThrow()
  const insert = first.app.db.insertInto('engagements').values({
    meeting_id: other.meeting_id,
    person_id: taken.person_id,
    role: 'booker',
    rsvp: 'accepted',
    blocks: true,
    starts_at: new Date(taken.ends_at - 1000),
    ends_at: new Date(taken.ends_at + 1000),
    status: 'live',
  })
  await expect(insert.execute()).rejects.toMatchObject({ code: '23P01' })
})

test('who is removed while they confirm books nothing', async () => {
  const ben = await first.as('ben')
  const roomId = await makeRoom(ana, [ben])
  const inviteId = await sendOffer(ana, roomId)
  const [startsAt = ''] = await startsOf(ben, inviteId)
  const booking = await first.app.transaction(async (tx) => {
    // The booking has looked up its caller and waits for the organizer's time; only then the caller is removed.
    await lockBusy(tx, [ana.personId])
    const answer = book(ben, inviteId, startsAt)
    await eventually(countWaiting, (count) => count > 0)
    expect((await ana.delete(`/api/rooms/${roomId}/members/${ben.personId}`)).status).toBe(200)
    return { answer }
  })
  expect((await booking.answer).status).toBe(404)
  const { body } = await ana.get(`/api/invites/${inviteId}`)
  expect(body.invite).toMatchObject({ status: 'open', meetingId: null })
})

async function countWaiting(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(first.app.db)
  return rows[0]?.count ?? 0
}
