import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { settleAgreements } from '../../src/meetings/actions/settle-agreements.ts'
import { tellDueMoments } from '../../src/meetings/actions/tell-due-moments.ts'
import { instant } from '#platform/database.ts'
import { type Answer, type Client, makeRoom, newKey, startTestApp, type TestApp } from '#test/support/app.ts'

import {
  book,
  bookFor,
  cards,
  crowd,
  eventually,
  listDoubleBookings,
  offerOf,
  sendOffer,
  startsOf,
  systemMessages,
} from './offers.ts'

let parley: TestApp
let ana: Client

beforeAll(async () => {
  parley = await startTestApp()
  ana = await parley.as('ana')
})

afterAll(() => parley.stop())

// Every test has a room and people of its own, so that nobody is taken by the test before.
let roomId: string
let sender: Client
let one: Client
let two: Client
let heard: Client
let inviteId: string

const nine = '2026-10-26T09:00:00Z'
const ten = '2026-10-26T10:00:00Z'
const eleven = '2026-10-26T11:00:00Z'
const answerBy = '2026-10-25T10:00:00Z'

beforeEach(async () => {
  parley.clock.set('2026-10-23T10:00:00Z')
  roomId = await makeRoom(ana, [])
  ;[sender, one, two, heard] = (await crowd(parley, roomId, 4)) as [Client, Client, Client, Client]
  inviteId = await sendOffer(sender, roomId, { agreement: asked() })
})

function asked(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const people = [
    { personId: one.personId, part: 'required' },
    { personId: two.personId, part: 'required' },
    { personId: heard.personId, part: 'optional' },
  ]
  return { people, answerBy, ...changes }
}

// A second after what came before, so that it is known who answered last.
function mark(client: Client, starts: string[], id = inviteId): Promise<Answer> {
  parley.clock.advance(1000)
  return client.put(`/api/invites/${id}/marks`, { starts })
}

async function read(client: Client, id = inviteId): Promise<Answer['body']> {
  return (await client.get(`/api/invites/${id}`)).body.invite
}

async function booked(id = inviteId): Promise<Answer['body']> {
  const { meetingId } = await eventually(
    () => read(sender, id),
    ({ status }) => status === 'booked',
  )
  return (await sender.get(`/api/meetings/${meetingId}`)).body.meeting
}

/** As the job does it, and the sweep: until there is nothing to look at. */
async function settled(id = inviteId): Promise<void> {
  await settleAgreements(parley.app)
  const due = () =>
    parley.app.db
      .selectFrom('agreements')
      .select('settle_at')
      .where('invite_id', '=', id)
      .where('settle_at', '<=', instant(parley.app.now()))
      .execute()
  await eventually(due, (rows) => rows.length === 0)
}

function mailsTo(client: Client): Promise<string[]> {
  return parley
    .mails()
    .then((mails) =>
      mails.flatMap(({ to, subject }) => (to.startsWith(client.personId) ? [subject] : [])).toSorted(),
    )
}

async function versionOf(key: string): Promise<number> {
  const row = await parley.app.db
    .selectFrom('deliveries')
    .select('version')
    .where('key', '=', key)
    .executeTakeFirstOrThrow()
  return row.version
}

async function askedOf(client: Client): Promise<string[]> {
  const { notices } = (await client.get('/api/notices')).body
  return notices
    .map((notice: Answer['body']) => notice.title)
    .filter((title: string) => /which (times )?suit you/.test(title))
}

describe('asking', () => {
  test('stands under the bell until one has answered, in its latest words, or nothing is asked any more', async () => {
    expect(await askedOf(one)).toEqual(['Person 0 asks which times suit you'])
    await mark(one, [ten])
    expect([await askedOf(one), (await askedOf(two)).length]).toEqual([[], 1])
    await sender.put(`/api/invites/${inviteId}`, offerOf({ untilDate: '2026-11-06', answerBy }))
    const anew = ['Person 0 offers other times: which suit you?']
    expect([await askedOf(one), await askedOf(two)]).toEqual([anew, anew])
    await mark(one, [ten])
    await mark(two, [ten])
    await booked()
    // Who was only heard, and never answered, is asked nothing either.
    expect(await askedOf(heard)).toEqual([])
    const other = await sendOffer(sender, roomId, { agreement: asked() })
    expect((await askedOf(heard)).length).toBe(1)
    await sender.post(`/api/invites/${other}/withdraw`)
    expect(await askedOf(heard)).toEqual([])
  })

  test('names people and a deadline on the card, and tells them; nobody books it alone', async () => {
    expect((await read(ana)).agreement).toMatchObject({
      answerBy,
      standing: 'waiting',
      myPart: null,
      myAnswer: null,
    })
    const { agreement } = await read(one)
    expect(agreement).toMatchObject({ myPart: 'required', myAnswer: null, myMarks: [] })
    expect(agreement.people.map((named: Answer['body']) => [named.part, named.hasAnswered])).toEqual([
      ['required', false],
      ['required', false],
      ['optional', false],
    ])
    expect(await mailsTo(one)).toEqual(['Person 0 asks which times suit you'])
    const asking = (await parley.mails()).find(({ to }) => to.startsWith(one.personId))
    expect(asking?.text).toMatch(/^A meeting of \d+ minutes, in .+\.$/m)
    expect(asking?.text).toContain('Please answer until Sun 25 Oct, 10:00, your time.')
    const refused = await book(one, inviteId, ten)
    expect([refused.status, refused.body.error.code]).toEqual([409, 'must_agree'])
    const other = { requestId: newKey(), durationMinutes: 30, starts: [ten], note: '' }
    const countered = await one.post(`/api/invites/${inviteId}/counter-offers`, other)
    expect(countered.body.error.code).toBe('must_agree')
    expect((await mark(ana, [ten])).body.error.code).toBe('not_named')
    const ordinary = await sendOffer(sender, roomId)
    expect((await mark(one, [ten], ordinary)).body.error.code).toBe('no_agreement')
  })

  test('is refused in a sentence at its place, and nothing is sent', async () => {
    const nobody = { people: [{ personId: heard.personId, part: 'optional' }], answerBy }
    const late = asked({ answerBy: '2026-11-25T10:00:00Z' })
    for (const [agreement, field] of [
      [nobody, 'agreement.people'],
      [late, 'agreement.answerBy'],
    ] as const) {
      const answer = await sender.post(`/api/rooms/${roomId}/invites`, offerOf({ agreement }))
      expect([answer.status, Object.keys(answer.body.error.fields)]).toEqual([422, [field]])
    }
    expect(await cards(ana, roomId)).toHaveLength(1)
  })
})

describe('marking', () => {
  test('tells others how many have answered, and nothing of what suits them', async () => {
    const { agreement } = (await mark(one, [eleven, ten])).body.invite
    expect(agreement).toMatchObject({ myMarks: [ten, eleven], standing: 'waiting' })
    const seen = (await read(two)).agreement
    const answered = seen.people.filter((named: Answer['body']) => named.hasAnswered)
    expect(answered.map(({ personId }: Answer['body']) => personId)).toEqual([one.personId])
    expect(JSON.stringify(seen)).not.toContain(ten)
    const refused = await mark(one, ['2026-10-26T09:10:00Z'])
    expect([refused.status, refused.body.error.code]).toEqual([409, 'time_not_offered'])
    expect((await read(one)).agreement.myMarks).toEqual([ten, eleven])
  })

  test('books the earliest that suits all who must agree, in the name of who completed it', async () => {
    await mark(one, [nine, ten, eleven])
    await mark(heard, [ten])
    await mark(two, [ten, eleven])
    const meeting = await booked()
    expect(meeting).toMatchObject({
      startsAt: ten,
      organizer: { personId: sender.personId },
      bookedBy: { personId: two.personId },
    })
    expect(meeting.changes).toMatchObject([{ kind: 'agreed', actorId: two.personId }])
    const rsvps = new Map(meeting.people.map((person: Answer['body']) => [person.personId, person.rsvp]))
    expect([one, heard, ana].map(({ personId }) => rsvps.get(personId))).toEqual([
      'accepted',
      'accepted',
      'waiting',
    ])
    expect((await systemMessages(ana, roomId)).at(-1).body).toMatch(/^Everyone who had to agree has/)
    // Nobody booked it, so whoever answered last is told like the others.
    for (const client of [sender, two, ana]) {
      const { notices } = (await client.get('/api/notices')).body
      expect(notices.map(({ title }: Answer['body']) => title)).toContain('A time is agreed')
    }
    // Who agreed is taken, as organizer and booker are; who was only heard is not.
    const blocking = await parley.app.db
      .selectFrom('engagements')
      .select('person_id')
      .where('meeting_id', '=', meeting.id)
      .where('blocks', '=', true)
      .execute()
    expect(blocking.map((row) => row.person_id).toSorted()).toEqual(
      [sender, one, two].map(({ personId }) => personId).toSorted(),
    )
  })

  test('at once by two who both complete it makes one meeting', async () => {
    const answers = await Promise.all([mark(one, [ten]), mark(two, [ten])])
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    await Promise.all([settled(), settled(), settled()])
    expect((await booked()).startsAt).toBe(ten)
    expect((await cards(ana, roomId)).filter(({ kind }) => kind === 'meeting')).toHaveLength(1)
    expect(await listDoubleBookings(parley)).toEqual([])
  })

  test('passes over a time that went meanwhile in another room', async () => {
    await mark(one, [ten, eleven])
    const other = await makeRoom(ana, [])
    const [mate] = (await crowd(parley, other, 1)) as [Client]
    await addTo(other, one)
    const elsewhere = await sendOffer(one, other)
    const [, answer] = await Promise.all([mark(two, [ten, eleven]), book(mate, elsewhere, ten)])
    const meeting = await booked()
    // Whoever came first; never both.
    expect(meeting.startsAt).toBe(answer.status === 200 ? eleven : ten)
    expect(await listDoubleBookings(parley)).toEqual([])
  })

  test('with no time in common says so once; other marks, or more times, book it', async () => {
    await mark(one, [nine])
    await mark(two, [ten])
    const { agreement } = await eventually(
      () => read(sender),
      (invite) => invite.agreement.standing === 'stuck',
    )
    expect(
      agreement.people.every(({ part, hasAnswered }: Answer['body']) => part === 'optional' || hasAnswered),
    ).toBe(true)
    await mark(two, [])
    await settled()
    const said = (await systemMessages(ana, roomId)).filter(({ detail }) => detail.type === 'invite.stuck')
    expect(said).toHaveLength(1)
    await mark(two, [nine])
    expect((await booked()).startsAt).toBe(nine)
  })

  test('other times ask everybody anew; what was marked stays as a proposal', async () => {
    await mark(one, [nine])
    const changed = await sender.put(
      `/api/invites/${inviteId}`,
      offerOf({ untilDate: '2026-11-06', answerBy: '2026-10-30T10:00:00Z' }),
    )
    expect(changed.body.invite.agreement).toMatchObject({ answerBy: '2026-10-30T10:00:00Z' })
    expect((await read(one)).agreement).toMatchObject({ myAnswer: null, myMarks: [nine] })
    expect(await mailsTo(one)).toEqual(['Person 0 offers other times: which suit you?'])
    await mark(two, [nine])
    await settled()
    expect((await read(sender)).status).toBe('open')
    await mark(one, [nine])
    expect((await booked()).startsAt).toBe(nine)
  })
})

describe('people who come and go', () => {
  test('whoever leaves no longer counts, and the rest may have agreed', async () => {
    await mark(one, [ten])
    await two.post(`/api/rooms/${roomId}/leave`)
    const meeting = await booked()
    expect(meeting).toMatchObject({ startsAt: ten, bookedBy: { personId: one.personId } })
  })

  test('with nobody left who must agree, nothing is booked', async () => {
    await mark(heard, [ten])
    await one.post(`/api/rooms/${roomId}/leave`)
    await two.post(`/api/rooms/${roomId}/leave`)
    await eventually(
      () => read(sender),
      (invite) => invite.agreement.people.length === 1,
    )
    await settled()
    expect(await read(sender)).toMatchObject({ status: 'open', agreement: { standing: 'nobody' } })
  })

  test('whoever comes is heard, and nobody waits for them', async () => {
    const link = await ana.post(`/api/rooms/${roomId}/entries/link`)
    const eve = await parley.as('eve')
    await eve.post(`/api/entries/${String(link.body.entry.url).split('/').at(-1)}`)
    await eventually(
      () => read(eve),
      (invite) => invite.agreement.myPart === 'optional',
    )
    await mark(one, [ten])
    await mark(two, [ten])
    expect((await booked()).startsAt).toBe(ten)
  })
})

describe('reminders and the deadline', () => {
  test('those who have not answered are told at half time and a day before, once, whatever the clock does', async () => {
    const weekly = await sendOffer(sender, roomId, {
      agreement: asked({ answerBy: '2026-10-29T10:00:00Z' }),
    })
    await mark(one, [ten], weekly)
    // The mails to one person about one invite take each other's place, and are counted.
    const told = async ({ personId }: Client) => (await versionOf(`agreement:${weekly}:${personId}`)) - 1
    const reminded = async (client: Client) =>
      (await mailsTo(client)).some((subject) => subject.startsWith('Reminder'))
    parley.clock.set('2026-10-26T10:00:00Z')
    await Promise.all([tellDueMoments(parley.app), tellDueMoments(parley.app)])
    expect([await reminded(one), await told(two), await told(heard)]).toEqual([false, 1, 1])
    // Back, and over it again.
    parley.clock.set('2026-10-24T10:00:00Z')
    await tellDueMoments(parley.app)
    parley.clock.set('2026-10-27T10:00:00Z')
    await tellDueMoments(parley.app)
    expect(await told(two)).toBe(1)
    parley.clock.set('2026-10-28T10:00:00Z')
    await tellDueMoments(parley.app)
    await tellDueMoments(parley.app)
    expect([await reminded(one), await told(two), await told(heard)]).toEqual([false, 2, 2])
  })

  test('the room hears who has not answered, and the invite stays open', async () => {
    await mark(one, [ten])
    parley.clock.set(answerBy)
    await tellDueMoments(parley.app)
    await tellDueMoments(parley.app)
    const said = (await systemMessages(ana, roomId)).filter(({ detail }) => detail.type === 'invite.waiting')
    expect(said.map(({ body }) => body)).toEqual([
      'Person 2 has not said yet which times suit. The invite stays open until its last time has passed.',
    ])
    await mark(two, [ten])
    expect((await booked()).startsAt).toBe(ten)
  })

  test('of what was missed while Parley was down only the last is told', async () => {
    parley.clock.set('2026-10-25T10:00:00Z')
    await tellDueMoments(parley.app)
    expect((await mailsTo(two)).filter((subject) => subject.startsWith('Reminder'))).toEqual([])
    parley.clock.set('2026-10-30T17:00:00Z')
    await tellDueMoments(parley.app)
    expect((await read(sender)).status).toBe('expired')
  })
})

test('a mark whose job was lost is found by the sweep after a restart', async () => {
  const other = await startTestApp({ connectionString: parley.connectionString, clock: parley.clock })
  await other.stop()
  await mark(one, [ten])
  await settled()
  // What is left of a mark whose process died at its commit: the row, and no job.
  await parley.app.db
    .updateTable('agreement_people')
    .set({ marks: JSON.stringify([ten]), answered_at: new Date(parley.app.now()) })
    .where('invite_id', '=', inviteId)
    .where('person_id', '=', two.personId)
    .execute()
  await parley.app.db
    .updateTable('agreements')
    .set({ settle_at: new Date(parley.app.now()) })
    .where('invite_id', '=', inviteId)
    .execute()
  const again = await startTestApp({ connectionString: parley.connectionString, clock: parley.clock })
  // Two sweeps may meet: the one that gives way tries again in a minute.
  const clock = setInterval(() => parley.clock.advance(10_000), 500)
  await expect(booked()).resolves.toMatchObject({ startsAt: ten })
  clearInterval(clock)
  await again.stop()
})

test('who agreed is free again after declining, and after a move', async () => {
  await mark(one, [ten])
  await mark(two, [ten])
  const meeting = await booked()
  const decline = { requestId: newKey(), answer: 'declined', reason: '' }
  expect((await one.post(`/api/meetings/${meeting.id}/response`, decline)).status).toBe(200)
  const other = await makeRoom(ana, [])
  const [mate] = (await crowd(parley, other, 1)) as [Client]
  await addTo(other, one)
  const elsewhere = await sendOffer(one, other)
  expect(await startsOf(mate, elsewhere)).toContain(ten)
  await bookFor(mate, elsewhere, ten)
  expect(await listDoubleBookings(parley)).toEqual([])
})

// As an entry does it, without its time.
async function addTo(otherRoomId: string, ...clients: Client[]): Promise<void> {
  await parley.app.db
    .insertInto('memberships')
    .values(
      clients.map(({ personId }) => ({
        room_id: otherRoomId,
        person_id: personId,
        role: 'member',
        joined_at: new Date(parley.app.now()),
      })),
    )
    .execute()
}
