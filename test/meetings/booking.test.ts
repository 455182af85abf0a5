import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { type Client, makeRoom, newKey, startTestApp, type TestApp } from '#test/support/app.ts'

import { book, bookFor, cards, offerOf, saveSchedule, sendOffer, startsOf, systemMessages } from './offers.ts'

let parley: TestApp
let ana: Client
let ben: Client
let chiyo: Client

beforeAll(async () => {
  parley = await startTestApp()
  ana = await parley.as('ana')
  ben = await parley.as('ben')
  chiyo = await parley.as('chiyo')
})

afterAll(() => parley.stop())

describe('an invite', () => {
  test('is a card in the room that everyone in it can read, its hours only for the sender', async () => {
    const roomId = await makeRoom(ana, [ben])
    const inviteId = await sendOffer(ana, roomId)
    expect(await cards(ben, roomId)).toEqual([{ kind: 'invite', id: inviteId }])
    const forAna = (await ana.get(`/api/invites/${inviteId}`)).body.invite
    const forBen = (await ben.get(`/api/invites/${inviteId}`)).body.invite
    expect(forAna).toMatchObject({ status: 'open', isMine: true, offer: { fromDate: '2026-10-26' } })
    expect(forBen).toMatchObject({
      isMine: false,
      offer: null,
      durationMinutes: 30,
      note: 'Bring the plans',
      organizer: { personId: ana.personId, name: 'Ana Silva', timeZone: 'Europe/Lisbon' },
      endsAt: '2026-10-30T17:00:00Z',
      // The first of each day at which it is seven in New York.
      nextStarts: ['2026-10-26T11:00:00Z', '2026-10-27T11:00:00Z', '2026-10-28T11:00:00Z'],
    })
  })

  test('sent again under the same request id is the same invite; another one under it is refused', async () => {
    const roomId = await makeRoom(ana, [ben])
    const offer = offerOf()
    const first = await ana.post(`/api/rooms/${roomId}/invites`, offer)
    const again = await ana.post(`/api/rooms/${roomId}/invites`, offer)
    expect(again.body).toEqual(first.body)
    expect(await cards(ana, roomId)).toHaveLength(1)
    const other = await ana.post(`/api/rooms/${roomId}/invites`, { ...offer, durationMinutes: 45 })
    expect([other.status, other.body.error.code]).toEqual([409, 'request_reused'])
  })

  test.each([
    [
      'without hours',
      { weekly: { '1': [], '2': [], '3': [], '4': [], '5': [], '6': [], '7': [] } },
      'no_times',
    ],
    ['of days that are past', { fromDate: '2026-10-05', untilDate: '2026-10-09' }, 'no_times'],
    ['with its dates turned round', { fromDate: '2026-10-30', untilDate: '2026-10-26' }, 'invalid'],
    ['of 20 minutes', { durationMinutes: 20 }, 'invalid'],
    ['in no zone', { timeZone: 'Europe/Atlantis' }, 'invalid'],
  ])('%s is refused', async (_, changes, code) => {
    const roomId = await makeRoom(ana, [ben])
    const answer = await ana.post(`/api/rooms/${roomId}/invites`, offerOf(changes))
    expect([answer.status, answer.body.error.code]).toEqual([422, code])
    expect(await cards(ana, roomId)).toEqual([])
  })

  test('needs somebody else in the room', async () => {
    const roomId = await makeRoom(ana, [])
    const answer = await ana.post(`/api/rooms/${roomId}/invites`, offerOf())
    expect([answer.status, answer.body.error.code]).toEqual([409, 'nobody_else_here'])
  })

  test('can be changed and taken back by its sender, while nobody has booked', async () => {
    const roomId = await makeRoom(ana, [ben])
    const inviteId = await sendOffer(ana, roomId)
    const { requestId: _, ...other } = offerOf({ untilDate: '2026-10-26', durationMinutes: 60 })
    expect((await ben.put(`/api/invites/${inviteId}`, other)).body.error.code).toBe('not_sender')
    const changed = await ana.put(`/api/invites/${inviteId}`, other)
    expect(changed.body.invite).toMatchObject({ durationMinutes: 60, endsAt: '2026-10-26T17:00:00Z' })
    expect((await book(ben, inviteId, '2026-10-27T09:00:00Z')).body.error.code).toBe('time_not_offered')

    expect((await ben.post(`/api/invites/${inviteId}/withdraw`)).status).toBe(403)
    const withdrawn = await ana.post(`/api/invites/${inviteId}/withdraw`)
    expect(withdrawn.body.invite).toMatchObject({ status: 'withdrawn', nextStarts: [] })
    expect((await ana.post(`/api/invites/${inviteId}/withdraw`)).body).toEqual(withdrawn.body)
    expect((await book(ben, inviteId, '2026-10-26T09:00:00Z')).body.error.code).toBe('invite_closed')
    expect((await ana.put(`/api/invites/${inviteId}`, other)).body.error.code).toBe('invite_closed')
    const said = (await systemMessages(ben, roomId)).filter((one) => one.detail.type === 'invite.withdrawn')
    expect(said.map((one) => one.detail)).toEqual([
      { type: 'invite.withdrawn', inviteId, actorId: ana.personId, durationMinutes: 60 },
    ])
  })

  test('refuses a range that is turned round or longer than 62 days', async () => {
    const inviteId = await sendOffer(ana, await makeRoom(ana, [ben]))
    const path = `/api/invites/${inviteId}/slots`
    expect((await ben.get(`${path}?from=2026-10-27T00:00:00Z&to=2026-10-26T00:00:00Z`)).status).toBe(422)
    expect((await ben.get(`${path}?from=2026-10-01T00:00:00Z&to=2026-12-03T00:00:00Z`)).status).toBe(422)
    expect((await ben.get(`${path}?from=2026-10-01T00:00:00Z&to=2026-12-02T00:00:00Z`)).status).toBe(200)
  })
})

describe('booking', () => {
  test('makes the meeting, turns the card, and tells the room, all at once', async () => {
    const roomId = await makeRoom(ana, [ben, chiyo])
    const inviteId = await sendOffer(ana, roomId)
    const answer = await ben.post(`/api/invites/${inviteId}/book`, {
      requestId: newKey(),
      startsAt: '2026-10-26T09:30:00Z',
      word: 'See you there.',
    })
    expect(answer.status).toBe(200)
    const { meeting } = answer.body
    expect(meeting).toMatchObject({
      title: 'Meeting: Kitchen rebuild',
      status: 'confirmed',
      startsAt: '2026-10-26T09:30:00Z',
      endsAt: '2026-10-26T10:00:00Z',
      timeZone: 'Europe/Lisbon',
      sequence: 0,
      note: 'Bring the plans',
      mayChange: true,
      mayRespond: false,
      myRsvp: 'accepted',
      people: [
        { personId: ana.personId, role: 'organizer', rsvp: 'accepted' },
        { personId: ben.personId, role: 'booker', rsvp: 'accepted' },
        { personId: chiyo.personId, role: 'attendee', rsvp: 'waiting' },
      ],
      changes: [{ number: 1, kind: 'booked', actorName: 'Ben Carter', reason: 'See you there.' }],
    })
    expect(meeting.joinUrl).toMatch(new RegExp(`^${parley.url}/join/[\\w-]{22,}$`))
    expect(await cards(chiyo, roomId)).toEqual([{ kind: 'meeting', id: meeting.id }])
    const said = (await systemMessages(chiyo, roomId)).at(-1)
    expect(said.body).toBe(
      'Ben Carter booked a meeting with Ana Silva: Monday, 26 October 2026, 09:30–10:00 (Lisbon time). See you there.',
    )
    expect(said.detail).toMatchObject({
      type: 'meeting.booked',
      meetingId: meeting.id,
      actorId: ben.personId,
      startsAt: '2026-10-26T09:30:00Z',
      endsAt: '2026-10-26T10:00:00Z',
      timeZone: 'Europe/Lisbon',
      reason: 'See you there.',
    })
    const invite = (await chiyo.get(`/api/invites/${inviteId}`)).body.invite
    expect(invite).toMatchObject({ status: 'booked', meetingId: meeting.id, nextStarts: [] })
    expect(
      (await chiyo.get(`/api/invites/${inviteId}/slots?from=2026-10-26T00:00:00Z&to=2026-10-27T00:00:00Z`))
        .body.error,
    ).toMatchObject({ code: 'invite_closed', details: { meetingId: meeting.id } })
    const kept = await parley.app.db
      .selectFrom('meetings')
      .select(['starts_local', 'time_zone'])
      .where('id', '=', meeting.id)
      .executeTakeFirstOrThrow()
    expect(kept).toEqual({ starts_local: '2026-10-26 09:30:00', time_zone: 'Europe/Lisbon' })
  })

  test('by the sender is refused, of a closed invite too', async () => {
    const inviteId = await sendOffer(ana, await makeRoom(ana, [ben]))
    const own = await book(ana, inviteId, '2026-10-28T09:00:00Z')
    expect([own.status, own.body.error.code]).toEqual([403, 'own_invite'])
    await bookFor(ben, inviteId, '2026-10-28T09:00:00Z')
    const late = await book(ben, inviteId, '2026-10-28T10:00:00Z')
    expect([late.status, late.body.error.code]).toEqual([409, 'invite_closed'])
    expect(late.body.error.details.meetingId).toBeTruthy()
  })

  test('under the same request id is one booking with one answer; for anything else it is refused', async () => {
    const roomId = await makeRoom(ana, [ben])
    const [one, other] = [await sendOffer(ana, roomId), await sendOffer(ana, roomId)]
    const requestId = newKey()
    const first = await book(ben, one, '2026-10-29T09:00:00Z', requestId)
    const again = await book(ben, one, '2026-10-29T09:00:00Z', requestId)
    expect([first.status, again.status]).toEqual([200, 200])
    expect(again.body).toEqual(first.body)
    expect((await book(ben, one, '2026-10-29T10:00:00Z', requestId)).body.error.code).toBe('request_reused')
    expect((await book(ben, other, '2026-10-29T09:00:00Z', requestId)).body.error.code).toBe('request_reused')
    expect((await book(ben, other, '2026-10-29T10:00:00Z', requestId)).body.error.code).toBe('request_reused')
    const booked = (await systemMessages(ben, roomId)).filter((said) => said.detail.type === 'meeting.booked')
    expect(booked).toHaveLength(1)
  })

  test('of a retry is answered when the meeting has moved on, and when the invite is past', async () => {
    const inviteId = await sendOffer(ana, await makeRoom(ana, [ben]))
    const requestId = newKey()
    const startsAt = '2026-10-29T13:00:00Z'
    const { meeting } = (await book(ben, inviteId, startsAt, requestId)).body
    const move = { requestId: newKey(), startsAt: '2026-10-29T14:00:00Z', reason: '' }
    await ana.post(`/api/meetings/${meeting.id}/reschedule`, move)
    const again = await book(ben, inviteId, startsAt, requestId)
    expect(again.status).toBe(200)
    expect(again.body.meeting).toMatchObject({ id: meeting.id, startsAt: '2026-10-29T14:00:00Z' })
  })

  test.each([
    ['between two starts', '2026-10-30T09:15:00Z'],
    ['a second late', '2026-10-30T09:00:01Z'],
    ['a fraction late', '2026-10-30T09:00:00.500Z'],
    ['before the hours', '2026-10-30T08:30:00Z'],
    ['too late to fit', '2026-10-30T17:00:00Z'],
    ['after the last date', '2026-11-02T09:00:00Z'],
    ['in the past', '2026-10-22T09:00:00Z'],
    ['in another age', '9999-12-31T23:59:59Z'],
  ])('a start %s is refused with the times there are', async (_, startsAt) => {
    const inviteId = await sendOffer(ana, await makeRoom(ana, [ben]), {
      fromDate: '2026-10-30',
      untilDate: '2026-10-30',
    })
    const answer = await book(ben, inviteId, startsAt)
    expect([answer.status, answer.body.error.code]).toEqual([409, 'time_not_offered'])
    expect(answer.body.error.details.slots).toMatchObject({ durationMinutes: 30 })
    expect(answer.body.error.details.slots.firstStart).toBe('2026-10-30T09:00:00Z')
  })

  test('nonsense is no start at all', async () => {
    const inviteId = await sendOffer(ana, await makeRoom(ana, [ben]))
    for (const startsAt of ['tomorrow', '2026-02-30T09:00:00Z', '2026-10-26', '', null, 0]) {
      const answer = await ben.post(`/api/invites/${inviteId}/book`, { requestId: newKey(), startsAt })
      expect(answer.status).toBe(422)
    }
  })
})

describe('who is taken', () => {
  test('counts in every room: the organizer with pauses, the reader without, what one attends for oneself', async () => {
    const own = await startTestApp()
    const [a, b, c, d] = await Promise.all([own.as('ana'), own.as('ben'), own.as('chiyo'), own.as('dev')])
    await saveSchedule(a, { bufferBeforeMinutes: 15, bufferAfterMinutes: 15 })
    await saveSchedule(c, { bufferBeforeMinutes: 0, bufferAfterMinutes: 0 })
    const day = { fromDate: '2026-10-26', untilDate: '2026-10-26' }

    // Ana and Ben meet at ten, Chiyo is asked to come.
    const trio = await makeRoom(a, [b, c])
    const booked = await bookFor(b, await sendOffer(a, trio, day), '2026-10-26T10:00:00Z')

    // Ana's next offer leaves pauses around it, whoever asks.
    const next = await sendOffer(a, await makeRoom(a, [d]), day)
    expect((await startsOf(d, next)).slice(0, 3)).toEqual([
      '2026-10-26T09:00:00Z',
      '2026-10-26T11:00:00Z',
      '2026-10-26T11:30:00Z',
    ])

    // Ben cannot book over it, but right before and after; Chiyo's own offer has it taken out, because she attends.
    const devs = await sendOffer(d, await makeRoom(d, [b, c]), { ...day, timeZone: 'UTC' })
    expect((await startsOf(b, devs)).slice(0, 3)).toEqual([
      '2026-10-26T09:00:00Z',
      '2026-10-26T09:30:00Z',
      '2026-10-26T10:30:00Z',
    ])
    const chiyos = await sendOffer(c, await makeRoom(c, [d]), { ...day, timeZone: 'UTC' })
    expect(await startsOf(d, chiyos)).not.toContain('2026-10-26T10:00:00Z')

    // As a booker Chiyo is only warned, and may book over it.
    const range = 'from=2026-10-26T00:00:00Z&to=2026-10-27T00:00:00Z'
    const warned = (await c.get(`/api/invites/${devs}/slots?${range}`)).body
    expect(warned.warned).toEqual(['2026-10-26T10:00:00Z'])
    expect(warned.starts).toContain('2026-10-26T10:00:00Z')

    // Declined, it neither warns nor takes anything away.
    await c.post(`/api/meetings/${booked}/response`, { requestId: newKey(), answer: 'declined', reason: '' })
    expect((await c.get(`/api/invites/${devs}/slots?${range}`)).body.warned).toEqual([])
    expect(await startsOf(d, chiyos)).toContain('2026-10-26T10:00:00Z')

    // Taken is told from not offered.
    const taken = await book(b, devs, '2026-10-26T10:00:00Z')
    expect([taken.status, taken.body.error.code]).toEqual([409, 'time_taken'])
    expect(taken.body.error.details.slots.starts).not.toContain('2026-10-26T10:00:00Z')
    expect((await book(c, devs, '2026-10-26T10:00:00Z')).status).toBe(200)
    await own.stop()
  })
})

test('an invite ends by itself', async () => {
  const own = await startTestApp()
  const [a, b] = await Promise.all([own.as('ana'), own.as('ben')])
  const inviteId = await sendOffer(a, await makeRoom(a, [b]), { untilDate: '2026-10-26' })
  own.clock.set('2026-10-26T16:59:59Z')
  expect((await b.get(`/api/invites/${inviteId}`)).body.invite.status).toBe('open')
  own.clock.set('2026-10-26T17:00:00Z')
  expect((await b.get(`/api/invites/${inviteId}`)).body.invite.status).toBe('expired')
  expect((await book(b, inviteId, '2026-10-26T16:30:00Z')).body.error.code).toBe('invite_closed')
  expect((await a.post(`/api/invites/${inviteId}/withdraw`)).body.error.code).toBe('invite_closed')
  await own.stop()
})
