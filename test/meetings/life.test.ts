import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { type Answer, type Client, makeRoom, newKey, startTestApp, type TestApp } from '#test/support/app.ts'

import { bookFor, cards, crowd, eventually, sendOffer, startsOf, systemMessages } from './offers.ts'

let parley: TestApp
let ana: Client
let ben: Client
let chiyo: Client
let eve: Client

beforeAll(async () => {
  parley = await startTestApp()
  ana = await parley.as('ana')
  ben = await parley.as('ben')
  chiyo = await parley.as('chiyo')
  eve = await parley.as('eve')
})

afterAll(() => parley.stop())

// Every test has a room, an organizer and a booker of its own, so that nobody is taken by the test before.
let roomId: string
let organizer: Client
let booker: Client
let inviteId: string
let meetingId: string

beforeEach(async () => {
  parley.clock.set('2026-10-23T10:00:00Z')
  roomId = await makeRoom(chiyo, [eve])
  ;[organizer, booker] = (await crowd(parley, roomId, 2)) as [Client, Client]
  inviteId = await sendOffer(organizer, roomId)
  meetingId = await bookFor(booker, inviteId, '2026-10-26T10:00:00Z')
})

function move(client: Client, startsAt: string, reason = '', requestId = newKey()): Promise<Answer> {
  return client.post(`/api/meetings/${meetingId}/reschedule`, { requestId, startsAt, reason })
}

function cancel(client: Client, reason = '', requestId = newKey()): Promise<Answer> {
  return client.post(`/api/meetings/${meetingId}/cancel`, { requestId, reason })
}

function respond(client: Client, answer: string, requestId = newKey()): Promise<Answer> {
  return client.post(`/api/meetings/${meetingId}/response`, { requestId, answer, reason: '' })
}

async function read(client: Client): Promise<Answer['body']> {
  return (await client.get(`/api/meetings/${meetingId}`)).body.meeting
}

const week = 'from=2026-10-20T00:00:00Z&to=2026-11-20T00:00:00Z'

describe('rescheduling', () => {
  test('moves it for everyone at once, under the same UID, card and join link', async () => {
    const before = await read(organizer)
    await respond(eve, 'accepted')
    const answer = await move(booker, '2026-10-27T11:00:00Z', 'A train is late.')
    expect(answer.status).toBe(200)
    expect(answer.body.meeting).toMatchObject({
      id: meetingId,
      startsAt: '2026-10-27T11:00:00Z',
      endsAt: '2026-10-27T11:30:00Z',
      sequence: 1,
      joinUrl: before.joinUrl,
    })
    expect(answer.body.meeting.changes.at(-1)).toMatchObject({
      kind: 'rescheduled',
      reason: 'A train is late.',
      actorId: booker.personId,
      from: { startsAt: '2026-10-26T10:00:00Z' },
      to: { startsAt: '2026-10-27T11:00:00Z' },
    })
    expect((await read(eve)).myRsvp).toBe('waiting')
    expect((await cards(eve, roomId)).at(-1)).toEqual({ kind: 'meeting', id: meetingId })
    expect((await systemMessages(eve, roomId)).at(-1).detail).toMatchObject({
      type: 'meeting.rescheduled',
      meetingId,
      actorId: booker.personId,
      fromStartsAt: '2026-10-26T10:00:00Z',
      startsAt: '2026-10-27T11:00:00Z',
      endsAt: '2026-10-27T11:30:00Z',
      timeZone: 'Europe/Lisbon',
      reason: 'A train is late.',
    })
    const other = await sendOffer(organizer, roomId)
    const starts = await startsOf(eve, other)
    expect(starts).toContain('2026-10-26T10:00:00Z')
    expect(starts).not.toContain('2026-10-27T11:00:00Z')
  })

  test('offers the invite’s hours with its own time free, every one of which it takes', async () => {
    const { starts } = (await organizer.get(`/api/meetings/${meetingId}/slots?${week}`)).body
    expect(starts).not.toContain('2026-10-26T10:00:00Z')
    expect(starts).toContain('2026-10-26T09:30:00Z')
    expect(starts.at(-1)).toBe('2026-10-30T16:30:00Z')
    for (const startsAt of starts.filter((_: string, index: number) => index % 6 === 0)) {
      expect((await move(organizer, startsAt)).status).toBe(200)
    }
    const same = await move(organizer, starts.filter((_: string, index: number) => index % 6 === 0).at(-1))
    expect(same.body.error.code).toBe('same_time')
    const outside = await move(organizer, '2026-10-31T10:00:00Z')
    expect([outside.status, outside.body.error.code]).toEqual([409, 'time_not_offered'])
    expect(outside.body.error.details.slots.firstStart).toBe('2026-10-26T09:00:00Z')
  })

  test('may overlap its own time', async () => {
    const hour = await sendOffer(organizer, roomId, { durationMinutes: 60 })
    meetingId = await bookFor(eve, hour, '2026-10-28T10:00:00Z')
    expect((await move(eve, '2026-10-28T10:30:00Z')).status).toBe(200)
  })

  test('offers the schedule once the invite’s hours are past', async () => {
    const longest = await sendOffer(organizer, roomId, { fromDate: '2026-10-26', untilDate: '2026-10-26' })
    meetingId = await bookFor(booker, longest, '2026-10-26T16:30:00Z')
    parley.clock.set('2026-10-26T16:45:00Z')
    const { starts } = (await booker.get(`/api/meetings/${meetingId}/slots?${week}`)).body
    // The schedule of somebody in UTC who never saved one: nine to five, two hours' notice, two weeks ahead.
    expect(starts[0]).toBe('2026-10-27T09:00:00Z')
    expect(starts.at(-1)).toBe('2026-11-06T16:30:00Z')
    expect((await move(booker, '2026-11-06T16:30:00Z')).status).toBe(200)
  })

  test('is not for those who are only asked, nor after the end', async () => {
    expect((await move(eve, '2026-10-27T11:00:00Z')).body.error.code).toBe('not_organizer_or_booker')
    expect((await eve.get(`/api/meetings/${meetingId}/slots?${week}`)).status).toBe(403)
    parley.clock.set('2026-10-26T10:29:59Z')
    expect((await move(organizer, '2026-10-28T10:00:00Z')).status).toBe(200)
    parley.clock.set('2026-10-28T10:30:00Z')
    expect((await move(organizer, '2026-10-29T10:00:00Z')).body.error.code).toBe('meeting_over')
    expect((await organizer.get(`/api/meetings/${meetingId}/slots?${week}`)).body.error.code).toBe(
      'meeting_over',
    )
    expect(await read(organizer)).toMatchObject({ mayChange: false })
  })

  test('again under the same request id is the same move, and another one under it is refused', async () => {
    const requestId = newKey()
    const first = await move(booker, '2026-10-27T11:00:00Z', '', requestId)
    expect((await move(booker, '2026-10-27T11:00:00Z', '', requestId)).body).toEqual(first.body)
    expect((await move(booker, '2026-10-27T12:00:00Z', '', requestId)).body.error.code).toBe('request_reused')
    expect((await cancel(booker, '', requestId)).body.error.code).toBe('request_reused')
    expect((await read(booker)).sequence).toBe(1)
  })

  test('is refused where the booker is taken elsewhere', async () => {
    const elsewhere = await sendOffer(eve, roomId, { timeZone: 'UTC' })
    await bookFor(booker, elsewhere, '2026-10-29T10:00:00Z')
    const answer = await move(organizer, '2026-10-29T10:00:00Z')
    expect([answer.status, answer.body.error.code]).toEqual([409, 'time_taken'])
    expect((await read(organizer)).sequence).toBe(0)
  })
})

describe('cancelling', () => {
  test('frees everyone, keeps the card, and tells the room why', async () => {
    const answer = await cancel(organizer, 'I am ill.')
    expect(answer.body.meeting).toMatchObject({
      status: 'cancelled',
      sequence: 1,
      startsAt: '2026-10-26T10:00:00Z',
      mayChange: false,
      mayRespond: false,
    })
    expect(answer.body.meeting.people).toHaveLength(4)
    expect((await cards(eve, roomId)).at(-1)).toEqual({ kind: 'meeting', id: meetingId })
    expect((await systemMessages(eve, roomId)).at(-1)).toMatchObject({
      detail: { type: 'meeting.cancelled', meetingId, actorId: organizer.personId, reason: 'I am ill.' },
    })
    const other = await sendOffer(organizer, roomId)
    expect(await startsOf(eve, other)).toContain('2026-10-26T10:00:00Z')
    expect((await respond(eve, 'accepted')).body.error.code).toBe('meeting_cancelled')
    expect((await move(organizer, '2026-10-27T11:00:00Z')).body.error.code).toBe('meeting_cancelled')
  })

  test('happens once', async () => {
    const requestId = newKey()
    const first = await cancel(booker, 'Later.', requestId)
    expect((await cancel(booker, 'Later.', requestId)).body).toEqual(first.body)
    expect((await cancel(organizer)).body.error.code).toBe('meeting_cancelled')
    expect((await cancel(booker, 'Sooner.', requestId)).body.error.code).toBe('request_reused')
    const said = await systemMessages(eve, roomId)
    expect(said.filter((one) => one.detail.type === 'meeting.cancelled')).toHaveLength(1)
  })

  test('is for organizer and booker, until the end', async () => {
    expect((await cancel(eve)).status).toBe(403)
    parley.clock.set('2026-10-26T10:30:00Z')
    expect((await cancel(organizer)).body.error.code).toBe('meeting_over')
  })

  test('at once by both is one cancellation', async () => {
    const answers = await Promise.all([cancel(organizer), cancel(booker)])
    expect(answers.map((answer) => answer.status).toSorted((one, other) => one - other)).toEqual([200, 409])
    expect((await read(eve)).sequence).toBe(1)
  })
})

describe('answering', () => {
  test('is for oneself, can be taken back, and is told', async () => {
    expect(await read(eve)).toMatchObject({ mayRespond: true, mayChange: false, myRsvp: 'waiting' })
    expect((await respond(eve, 'declined')).body.meeting.myRsvp).toBe('declined')
    expect((await systemMessages(eve, roomId)).at(-1).detail.type).toBe('meeting.declined')
    const { notices } = (await organizer.get('/api/notices')).body
    const refusal = { kind: 'meeting_changed', title: 'Meeting declined by Eve Moreau' }
    expect(notices).toContainEqual(expect.objectContaining(refusal))
    const mails = (await parley.mails()).filter((mail) => mail.subject === 'Eve Moreau declined')
    expect(mails).toMatchObject([
      { to: `${organizer.personId}@parley.test`, text: expect.stringContaining('10:00–10:30 (UTC)') },
    ])
    expect((await respond(eve, 'accepted')).body.meeting.myRsvp).toBe('accepted')
    expect((await systemMessages(eve, roomId)).at(-1).detail.type).toBe('meeting.accepted')
    // That they do not come stands under the bell no longer than it is so.
    const after = (await organizer.get('/api/notices')).body.notices
    expect(after).not.toContainEqual(expect.objectContaining(refusal))
    expect((await read(organizer)).sequence).toBe(0)
    expect((await respond(organizer, 'declined')).body.error.code).toBe('not_asked')
    expect((await respond(booker, 'declined')).body.error.code).toBe('not_asked')
  })
})

describe('who comes and goes', () => {
  test('a newcomer is asked to meetings to come, and no more once they leave', async () => {
    const link = (await chiyo.post(`/api/rooms/${roomId}/entries/link`)).body.entry.url.split('/').at(-1)
    await ben.post(`/api/entries/${link}`)
    const asked = await eventually(
      () => read(chiyo),
      (meeting) => meeting.people.length === 5,
    )
    expect(asked.people.find((one: Answer['body']) => one.personId === ben.personId)).toMatchObject({
      role: 'attendee',
      rsvp: 'waiting',
    })
    const token = asked.joinUrl.split('/').at(-1)
    expect((await ben.get(`/api/join/${token}`)).status).toBe(200)

    await ben.post(`/api/rooms/${roomId}/leave`)
    expect((await ben.get(`/api/join/${token}`)).status).toBe(404)
    expect((await ben.get(`/api/meetings/${meetingId}`)).status).toBe(404)
    const dropped = await eventually(
      () => read(chiyo),
      (meeting) => meeting.people.length === 4,
    )
    expect(dropped.changes.at(-1)).toMatchObject({ kind: 'left', actorName: 'Ben Carter' })
  })

  test('without its organizer a meeting is cancelled, and open invites are taken back', async () => {
    const open = await sendOffer(organizer, roomId)
    await organizer.post(`/api/rooms/${roomId}/leave`)
    const cancelled = await eventually(
      () => read(eve),
      (meeting) => meeting.status === 'cancelled',
    )
    expect(cancelled.changes.at(-1)).toMatchObject({ kind: 'cancelled', reason: 'Person 0 left the room.' })
    const invite = (await eve.get(`/api/invites/${open}`)).body.invite
    expect(invite.status).toBe('withdrawn')
    const types = (await systemMessages(eve, roomId)).map((one) => one.detail.type)
    expect(types).toContain('meeting.cancelled')
    expect(types).toContain('invite.withdrawn')
  })

  test('removing its organizer cancels a meeting in the name of who removed them', async () => {
    await chiyo.delete(`/api/rooms/${roomId}/members/${organizer.personId}`)
    const cancelled = await eventually(
      () => read(eve),
      (meeting) => meeting.status === 'cancelled',
    )
    expect(cancelled.changes.at(-1)).toMatchObject({
      actorName: 'Chiyo Tanaka',
      reason: 'Its organizer was removed from the room.',
    })
  })

  test('whoever is removed is told by whom, and what they were told leads nowhere any more', async () => {
    await chiyo.delete(`/api/rooms/${roomId}/members/${eve.personId}`)
    const dropped = await eventually(
      () => read(chiyo),
      (meeting) => meeting.people.length === 3,
    )
    expect(dropped.changes.at(-1)).toMatchObject({
      kind: 'removed',
      actorName: 'Chiyo Tanaka',
      aboutName: 'Eve Moreau',
    })
    const { notices } = (await eve.get('/api/notices')).body
    const here = notices.filter((one: Answer['body']) => one.roomId === roomId)
    expect(here).toContainEqual(
      expect.objectContaining({
        kind: 'meeting_cancelled',
        title: 'You are no longer expected at the meeting',
        text: expect.stringMatching(/^Chiyo Tanaka removed you from .+\. It was to be /),
      }),
    )
    expect(here.map((one: Answer['body']) => one.href)).toEqual(here.map(() => null))
  })

  test('without anybody but its organizer a meeting is cancelled', async () => {
    const pair = await makeRoom(ana, [ben])
    meetingId = await bookFor(ben, await sendOffer(ana, pair), '2026-10-28T09:00:00Z')
    await ben.post(`/api/rooms/${pair}/leave`)
    const cancelled = await eventually(
      () => read(ana),
      (meeting) => meeting.status === 'cancelled',
    )
    expect(cancelled.changes.at(-1).reason).toBe('Ben Carter left the room.')
  })

  test('a booker who leaves others behind is dropped, and what is past stays', async () => {
    await booker.post(`/api/rooms/${roomId}/leave`)
    const left = await eventually(
      () => read(eve),
      (meeting) => meeting.people.length === 3,
    )
    expect(left).toMatchObject({ status: 'confirmed', bookedBy: { personId: booker.personId } })
    parley.clock.set('2026-10-26T10:30:00Z')
    await organizer.post(`/api/rooms/${roomId}/leave`)
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(await read(eve)).toMatchObject({ status: 'confirmed', people: { length: 3 } })
  })
})
