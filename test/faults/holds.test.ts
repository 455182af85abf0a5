import { setTimeout as sleep } from 'node:timers/promises'

import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'

import type { Db } from '#platform/database.ts'
import { newId } from '#platform/ids.ts'
import { offeringTerms } from '#test/consultations/offerings.ts'

import {
  ask,
  findTornStreams,
  makePeople,
  type Person,
  startTwoServers,
  type Told,
  type TwoServers,
  untilReady,
} from './two-servers.ts'

/** FULL=1 is the whole proof. */
const kills = process.env.FULL ? 50 : 4
const withinMs = process.env.FULL ? 3_600_000 : 600_000
const askers = 8

let on: TwoServers
let offerer: Person
let people: Person[]
let offeringId: string

beforeAll(async () => {
  on = await startTwoServers()
  ;[offerer, ...people] = (await makePeople(on.db, 1 + 64)) as [Person, ...Person[]]
  const [server] = on.servers
  const handle = `o-${offerer.id.slice(-12)}`
  await ask(server, offerer, { method: 'PATCH', path: '/api/me', body: { handle } })
  const body = offeringTerms({ answerWithinMinutes: 60 })
  const made = await ask(server, offerer, { method: 'POST', path: '/api/me/offerings', body })
  offeringId = made.body.offering.id
  const path = `/api/me/offerings/${offeringId}/on`
  expect((await ask(server, offerer, { method: 'PUT', path, body: { isOn: true } })).status).toBe(200)
})
afterAll(() => on.stop())

function serverOf(nth: number) {
  return on.servers[nth % 2] ?? on.servers[0]
}

async function starts(): Promise<string[]> {
  const from = new Date().toISOString()
  const to = new Date(Date.now() + 30 * 86_400_000).toISOString()
  const path = `/api/offerings/${offeringId}/slots?from=${from}&to=${to}&durationMinutes=30`
  return (await ask(on.servers[1], offerer, { method: 'GET', path })).body.starts
}

function askFor(nth: number, person: Person, startsAt: string | undefined): Promise<Told> {
  const body = { requestId: newId(Date.now()), startsAt, durationMinutes: 30 }
  return ask(serverOf(nth), person, { method: 'POST', path: `/api/offerings/${offeringId}/book`, body })
}

function answer(nth: number, person: Person, meetingId: string, what: 'accept' | 'end'): Promise<Told> {
  const body = { requestId: newId(Date.now()) }
  return ask(serverOf(nth), person, { method: 'POST', path: `/api/consultations/${meetingId}/${what}`, body })
}

/** Lets all that is held run out, as time would. */
async function passTime(db: Db): Promise<void> {
  const past = new Date(Date.now() - 1)
  await db.transaction().execute(async (tx) => {
    await tx.updateTable('meetings').set({ held_until: past }).where('status', '=', 'held').execute()
    await tx.updateTable('engagements').set({ held_until: past }).where('status', '=', 'held').execute()
  })
}

/** Whatever is not whole, or stands twice in somebody's time: there must be nothing. */
async function findBroken(db: Db): Promise<unknown[]> {
  const torn = await sql<{ id: string; status: string }>`
    select m.id, m.status from meetings m
    join engagements e on e.meeting_id = m.id
    left join consultations c on c.meeting_id = m.id
    left join messages card on card.card_id = m.id
    where c.meeting_id is null or card.id is null
      or e.status <> case m.status when 'held' then 'held' when 'confirmed' then 'live' else 'released' end`.execute(
    db,
  )
  const twice = await sql`
    select one.meeting_id from engagements one join engagements other
      on other.person_id = one.person_id and other.meeting_id > one.meeting_id
      and other.starts_at < one.ends_at and one.starts_at < other.ends_at
    where one.status in ('live', 'held') and other.status in ('live', 'held')`.execute(db)
  return [...torn.rows, ...twice.rows, ...(await findTornStreams(db))]
}

async function statusOf(db: Db, meetingId: string): Promise<string | undefined> {
  const row = await db.selectFrom('meetings').select('status').where('id', '=', meetingId).executeTakeFirst()
  return row?.status
}

async function untilNothingIsHeld(db: Db): Promise<void> {
  const deadline = Date.now() + 60_000
  for (;;) {
    const rows = await db.selectFrom('meetings').select('id').where('status', '=', 'held').execute()
    if (rows.length === 0) return
    if (Date.now() > deadline) throw new Error(`${rows.length} holds outlive their time.`)
    await sleep(200)
  }
}

test('of 64 who ask for one time at once, one holds it', { timeout: withinMs }, async () => {
  const [start] = await starts()
  const answers = await Promise.all(people.map((person, nth) => askFor(nth, person, start)))
  const won = answers.filter(({ status }) => status === 200)
  expect(won).toHaveLength(1)
  expect(new Set(answers.filter((one) => !won.includes(one)).map(({ status }) => status))).toEqual(
    new Set([409]),
  )
  expect(await findBroken(on.db)).toEqual([])
  await passTime(on.db)
  await untilNothingIsHeld(on.db)
})

test('a yes, the end of its time and a rival at once have one outcome', { timeout: withinMs }, async () => {
  for (let round = 0; round < 6; round += 1) {
    const start = (await starts()).at(round)
    const [asker, rival] = [people[2 * round], people[2 * round + 1]]
    if (!asker || !rival) throw new Error('Somebody is missing.')
    const held = await askFor(round, asker, start)
    const meetingId: string = held.body.meeting.id
    const [yes, , other] = await Promise.all([
      answer(round, offerer, meetingId, 'accept'),
      passTime(on.db),
      sleep(round % 3).then(() => askFor(round + 1, rival, start)),
    ])
    expect([yes.status, other.status].toSorted((one, two) => one - two)).not.toEqual([200, 200])
    if (yes.status !== 200) expect(yes.body.error.code).toBe('hold_ended')
    await passTime(on.db)
    await untilNothingIsHeld(on.db)
    expect(await statusOf(on.db, meetingId)).toBe(yes.status === 200 ? 'confirmed' : 'cancelled')
    expect(await findBroken(on.db)).toEqual([])
  }
})

test(
  `around ${kills} kills of a server every hold is whole, and ends in time`,
  { timeout: withinMs },
  async () => {
    for (let round = 0; round < kills; round += 1) {
      const free = (await starts()).slice(-4 * askers)
      const asked = Promise.all(
        people.slice(0, askers).map(async (person, nth) => {
          const held = await askFor(nth, person, free[4 * nth])
          if (held.status !== 200) return undefined
          const meetingId: string = held.body.meeting.id
          const yes = nth % 2 === 0 ? await answer(nth + 1, offerer, meetingId, 'accept') : undefined
          return { meetingId, isAccepted: yes?.status === 200 }
        }),
      )
      await sleep(20 + 40 * round)
      await serverOf(round).kill()
      const known = (await asked).filter((one) => one !== undefined)
      await passTime(on.db)
      await serverOf(round).startAgain()
      await untilReady(on.servers)
      await untilNothingIsHeld(on.db)
      for (const { meetingId, isAccepted } of known)
        expect([isAccepted, await statusOf(on.db, meetingId)]).not.toEqual([true, 'cancelled'])
      expect(await findBroken(on.db)).toEqual([])
      // The next round has its time again.
      await Promise.all(known.map(({ meetingId }, nth) => cancel(nth, meetingId)))
    }
  },
)

function cancel(nth: number, meetingId: string): Promise<Told> {
  const body = { requestId: newId(Date.now()), reason: '' }
  return ask(serverOf(nth), offerer, { method: 'POST', path: `/api/meetings/${meetingId}/cancel`, body })
}
