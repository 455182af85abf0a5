import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { type Answer, type Client, makeRoom, newKey, startTestApp, type TestApp } from '#test/support/app.ts'

import { book, bookFor, cards, crowd, listDoubleBookings, sendOffer, systemMessages } from './offers.ts'

let parley: TestApp
let ana: Client
let eve: Client

beforeAll(async () => {
  parley = await startTestApp()
  ana = await parley.as('ana')
  eve = await parley.as('eve')
})

afterAll(() => parley.stop())

// Every test has a room, a sender and an answerer of its own, so that nobody is taken by the test before.
let roomId: string
let sender: Client
let answerer: Client
let inviteId: string

beforeEach(async () => {
  parley.clock.set('2026-10-23T10:00:00Z')
  roomId = await makeRoom(ana, [eve])
  ;[sender, answerer] = (await crowd(parley, roomId, 2)) as [Client, Client]
  inviteId = await sendOffer(sender, roomId)
})

// A Sunday evening and a Saturday: nothing of it is in the hours that were offered.
const sunday = '2026-10-25T19:00:00Z'
const saturday = '2026-10-31T09:15:00Z'

function counter(client: Client, starts: string[], changes: Record<string, unknown> = {}): Promise<Answer> {
  const body = { requestId: newKey(), durationMinutes: 30, starts, note: '', ...changes }
  return client.post(`/api/invites/${inviteId}/counter-offers`, body)
}

async function counterFor(client: Client, starts: string[]): Promise<string> {
  const answer = await counter(client, starts)
  if (answer.status !== 200) throw new Error(`Could not offer: ${JSON.stringify(answer.body)}`)
  return answer.body.counterOffer.id
}

function tap(client: Client, counterOfferId: string, startsAt: string, requestId = newKey()) {
  return client.post(`/api/counter-offers/${counterOfferId}/book`, { requestId, startsAt })
}

async function read(client: Client, counterOfferId: string): Promise<Answer['body']> {
  return (await client.get(`/api/counter-offers/${counterOfferId}`)).body.counterOffer
}

describe('answering with times of one’s own', () => {
  test('puts a card into the room whose buttons are the sender’s alone', async () => {
    const answer = await counter(answerer, [saturday, sunday], { note: 'Weekends are better.' })
    expect(answer.status).toBe(200)
    const { id } = answer.body.counterOffer
    expect(answer.body.counterOffer).toMatchObject({
      inviteId,
      status: 'open',
      note: 'Weekends are better.',
      times: [
        { startsAt: sunday, state: 'free', isWarned: false },
        { startsAt: saturday, state: 'free', isWarned: false },
      ],
      isMine: true,
      mayBook: false,
    })
    expect((await cards(eve, roomId)).at(-1)).toEqual({ kind: 'counter-offer', id })
    const mail = (await parley.mails()).find(({ to }) => to === `${sender.personId}@parley.test`)
    expect(mail?.subject).toBe('Person 1 offers other times')
    expect(mail?.text).toContain('Saturday, 31 October 2026, 09:15–09:45 (UTC)')
    expect([await read(sender, id), await read(eve, id)].map(({ mayBook }) => mayBook)).toEqual([true, false])
  })

  test('is refused in a sentence for each time that cannot be offered, and nothing is kept', async () => {
    const other = await makeRoom(ana, [])
    const [busyMate, ownMate] = (await crowd(parley, other, 2)) as [Client, Client]
    await addTo(other, sender, answerer)
    await bookFor(busyMate, await sendOffer(sender, other), '2026-10-28T10:00:00Z')
    await bookFor(ownMate, await sendOffer(answerer, other), '2026-10-29T10:00:00Z')
    const starts = [
      sunday,
      '2026-10-23T09:00:00Z',
      '2027-10-23T09:00:00Z',
      '2026-10-28T10:15:00Z',
      '2026-10-29T10:00:00Z',
    ]
    const answer = await counter(answerer, starts)
    expect([answer.status, answer.body.error.code]).toEqual([422, 'times_refused'])
    expect(Object.keys(answer.body.error.fields)).toEqual(['starts.1', 'starts.2', 'starts.3', 'starts.4'])
    expect(answer.body.error.fields['starts.3']).toMatch(/is not free then\.$/)
    expect(answer.body.error.fields['starts.4']).toBe('You are in another meeting then.')
    expect((await cards(eve, roomId)).map(({ kind }) => kind)).toEqual(['invite'])

    const range = 'from=2026-10-28T00:00:00Z&to=2026-10-30T00:00:00Z&timeZone=UTC'
    const { body } = await answerer.get(`/api/invites/${inviteId}/own-times?${range}`)
    expect(body.theirs).toEqual(['2026-10-28T10:00:00Z'])
    expect(body.mine).toEqual(['2026-10-29T10:00:00Z'])
    expect(body.starts).toHaveLength(94)
  })

  test('wants as long as the meeting takes now, and one to five times', async () => {
    expect((await counter(answerer, [sunday], { durationMinutes: 45 })).body.error).toMatchObject({
      code: 'other_duration',
      details: { durationMinutes: 30 },
    })
    expect((await counter(answerer, [])).status).toBe(422)
    expect(
      (
        await counter(
          answerer,
          Array.from({ length: 6 }, () => sunday),
        )
      ).status,
    ).toBe(422)
    expect((await counter(sender, [sunday])).body.error.code).toBe('own_invite')
  })

  test('again replaces what the same person offered before; the same request is the same', async () => {
    const requestId = newKey()
    const first = await counter(answerer, [sunday], { requestId })
    const again = await counter(answerer, [sunday], { requestId })
    expect(again.body.counterOffer.id).toBe(first.body.counterOffer.id)
    expect((await counter(answerer, [saturday], { requestId })).body.error.code).toBe('request_reused')
    const second = await counterFor(answerer, [saturday])
    const theirs = await counterFor(eve, [sunday])
    expect((await read(sender, first.body.counterOffer.id)).status).toBe('replaced')
    expect((await tap(sender, first.body.counterOffer.id, sunday)).body.error.code).toBe(
      'counter_offer_closed',
    )
    expect([(await read(eve, second)).status, (await read(eve, theirs)).status]).toEqual(['open', 'open'])
  })
})

describe('a tap on one of the times', () => {
  test('books exactly it, with who offered it as booker, in the sender’s name', async () => {
    const id = await counterFor(answerer, [sunday, saturday])
    const requestId = newKey()
    const answer = await tap(sender, id, saturday, requestId)
    expect(answer.status).toBe(200)
    const { meeting } = answer.body
    // Nothing is left to choose, and nothing under the bell says so.
    const { notices } = (await sender.get('/api/notices')).body
    expect(notices.map((notice: Answer['body']) => notice.title)).not.toContain('Person 1 offers other times')
    expect(meeting).toMatchObject({
      startsAt: saturday,
      endsAt: '2026-10-31T09:45:00Z',
      timeZone: 'Europe/Lisbon',
      organizer: { personId: sender.personId },
      bookedBy: { personId: answerer.personId },
      mayChange: true,
    })
    expect(meeting.changes).toMatchObject([{ kind: 'booked', actorId: sender.personId }])
    expect((await cards(eve, roomId)).map(({ kind }) => kind)).toEqual(['meeting', 'counter-offer'])
    expect((await systemMessages(eve, roomId)).at(-1).body).toMatch(/booked a meeting with Person 1:/)
    expect(await read(answerer, id)).toMatchObject({ status: 'booked', meetingId: meeting.id })
    // A lost answer, asked for again; another wish under the same id; another tap.
    expect((await tap(sender, id, saturday, requestId)).body.meeting.id).toBe(meeting.id)
    expect((await tap(sender, id, sunday, requestId)).body.error.code).toBe('request_reused')
    expect((await tap(sender, id, sunday)).body.error.code).toBe('invite_closed')
  })

  test('is the sender’s alone', async () => {
    const id = await counterFor(answerer, [sunday])
    for (const client of [answerer, eve, ana]) {
      const answer = await tap(client, id, sunday)
      expect([answer.status, answer.body.error.code]).toEqual([403, 'not_sender'])
    }
  })

  test('of two at once, one wins', async () => {
    const id = await counterFor(answerer, [sunday, saturday])
    const answers = await Promise.all([tap(sender, id, sunday), tap(sender, id, saturday)])
    expect(answers.map(({ status }) => status).toSorted((low, high) => low - high)).toEqual([200, 409])
    const lost = answers.find(({ status }) => status === 409)
    expect(lost?.body.error.code).toBe('invite_closed')
    expect((await cards(eve, roomId)).filter(({ kind }) => kind === 'meeting')).toHaveLength(1)
  })

  test('against a booking of the same time in another room, one wins, and the others stay to be chosen', async () => {
    const id = await counterFor(answerer, ['2026-10-28T10:00:00Z', sunday])
    const other = await makeRoom(ana, [])
    const [mate] = (await crowd(parley, other, 1)) as [Client]
    await addTo(other, answerer)
    const theirs = await sendOffer(answerer, other)
    const answers = await Promise.all([
      tap(sender, id, '2026-10-28T10:00:00Z'),
      book(mate, theirs, '2026-10-28T10:00:00Z'),
    ])
    expect(answers.map(({ status }) => status).toSorted((low, high) => low - high)).toEqual([200, 409])
    expect(await listDoubleBookings(parley)).toEqual([])
  })

  test('on a time that went meanwhile is refused, and marked; the others still book', async () => {
    const id = await counterFor(answerer, ['2026-10-28T10:00:00Z', sunday])
    const other = await makeRoom(ana, [])
    const [mate] = (await crowd(parley, other, 1)) as [Client]
    await addTo(other, answerer)
    await bookFor(mate, await sendOffer(answerer, other), '2026-10-28T10:00:00Z')
    const refused = await tap(sender, id, '2026-10-28T10:00:00Z')
    expect([refused.status, refused.body.error.code]).toEqual([409, 'time_taken'])
    expect(refused.body.error.message).toBe('Person 1 is not free at this time any more. Choose another one.')
    expect((await read(sender, id)).times.map(({ state }: { state: string }) => state)).toEqual([
      'free',
      'taken',
    ])
    parley.clock.set('2026-10-25T19:00:00Z')
    expect((await read(sender, id)).times[0].state).toBe('past')
    expect((await tap(sender, id, sunday)).body.error.code).toBe('time_passed')
  })

  test('is too late once the invite is taken back or over, or its person has left', async () => {
    const id = await counterFor(answerer, [saturday])
    await answerer.post(`/api/rooms/${roomId}/leave`)
    expect((await read(sender, id)).status).toBe('left')
    expect((await tap(sender, id, saturday)).body.error.code).toBe('counter_offer_closed')
    const eves = await counterFor(eve, [saturday])
    parley.clock.set('2026-10-30T17:00:00Z')
    expect((await read(sender, eves)).status).toBe('expired')
    parley.clock.set('2026-10-30T16:00:00Z')
    await sender.post(`/api/invites/${inviteId}/withdraw`)
    expect((await read(sender, eves)).status).toBe('withdrawn')
    expect((await tap(sender, eves, saturday)).body.error.code).toBe('invite_closed')
  })
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
