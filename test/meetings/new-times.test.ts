import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { type Answer, type Client, makeRoom, newKey, startTestApp, type TestApp } from '#test/support/app.ts'

import { bookFor, cards, crowd, eventually, offerOf, sendOffer, startsOf, systemMessages } from './offers.ts'
import { codeOf, makeRoomOfFour, type RoomOfFour } from './room-of-four.ts'

let parley: TestApp
let eve: Client
let attendee: Client
let roomId: string
let organizer: Client
let booker: Client
let meetingId: string
let read: RoomOfFour['read']

beforeAll(async () => {
  parley = await startTestApp()
})

afterAll(() => parley.stop())

beforeEach(async () => {
  ;({ roomId, meetingId, owner: eve, organizer, booker, attendee, read } = await makeRoomOfFour(parley))
})

const week = 'from=2026-10-20T00:00:00Z&to=2026-12-01T00:00:00Z'

/** Wednesday to Thursday of the week after, 14:00 to 16:00 in Lisbon. */
function newTimes(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const { durationMinutes: _, note: __, ...hours } = offerOf()
  const day = [['14:00', '16:00']]
  const weekly = { '1': [], '2': [], '3': day, '4': day, '5': [], '6': [], '7': [] }
  return {
    ...hours,
    weekly,
    fromDate: '2026-11-04',
    untilDate: '2026-11-05',
    reason: 'I have to see the dentist.',
    requestId: newKey(),
    ...changes,
  }
}

function offer(client: Client, changes: Record<string, unknown> = {}): Promise<Answer> {
  return client.post(`/api/meetings/${meetingId}/new-times`, newTimes(changes))
}

function take(client: Client, startsAt: string, requestId = newKey()): Promise<Answer> {
  const body = { requestId, startsAt, reason: 'That suits me.' }
  return client.post(`/api/meetings/${meetingId}/new-times/take`, body)
}

function close(client: Client): Promise<Answer> {
  return client.delete(`/api/meetings/${meetingId}/new-times`)
}

function slots(client: Client): Promise<Answer> {
  return client.get(`/api/meetings/${meetingId}/new-times/slots?${week}`)
}

describe('new times for a meeting that stands', () => {
  test('are asked for on the card and in the room, while the old time stands', async () => {
    const { meeting } = (await offer(organizer)).body
    expect(meeting).toMatchObject({ startsAt: '2026-10-26T10:00:00Z', sequence: 0, mayOfferTimes: true })
    expect(meeting.newTimes).toMatchObject({
      reason: 'I have to see the dentist.',
      timeZone: 'Europe/Lisbon',
      endsAt: '2026-11-05T16:00:00Z',
      mayTakeUp: false,
      mayClose: true,
      hours: { fromDate: '2026-11-04', untilDate: '2026-11-05' },
    })
    expect((await read(booker)).newTimes).toMatchObject({ mayTakeUp: true, mayClose: true, hours: null })
    expect((await read(attendee)).newTimes).toMatchObject({ mayTakeUp: false, mayClose: false, hours: null })
    expect(meeting.changes.at(-1)).toMatchObject({
      kind: 'new_times',
      actorId: organizer.personId,
      reason: 'I have to see the dentist.',
    })
    expect((await systemMessages(eve, roomId)).at(-1)).toMatchObject({
      senderId: organizer.personId,
      body: 'Person 0 asks for a new time for the meeting of Monday, 26 October 2026, 10:00–10:30 (Lisbon time). Until one is chosen it stays. I have to see the dentist.',
      detail: { type: 'meeting.new_times', meetingId },
    })
    const told = (await parley.mails()).filter((mail) => mail.subject === 'Person 0 asks for a new time')
    expect(told[0]).toMatchObject({
      to: `${booker.personId}@parley.test`,
      text: expect.stringContaining('“I have to see the dentist.”'),
    })
    expect(told[0]?.text).toContain(
      '10:00–10:30 (UTC), which is Monday, 26 October 2026, 10:00–10:30 (Lisbon time).',
    )
    const taken = await startsOf(booker, await sendOffer(organizer, roomId))
    expect(taken).not.toContain('2026-10-26T10:00:00Z')
  })

  test('taking one moves the same meeting: UID, join link, card and history stay, SEQUENCE rises', async () => {
    const file = (client: Client) => client.get(`/api/meetings/${meetingId}/calendar.ics`)
    const uidOf = (answer: Answer) => /UID:(.+)\r\n/.exec(String(answer.body))?.[1]
    const before = { meeting: await read(booker), uid: uidOf(await file(booker)) }
    await offer(organizer)
    const { starts } = (await slots(booker)).body
    expect(starts).toEqual([
      '2026-11-04T14:00:00Z',
      '2026-11-04T14:30:00Z',
      '2026-11-04T15:00:00Z',
      '2026-11-04T15:30:00Z',
      '2026-11-05T14:00:00Z',
      '2026-11-05T14:30:00Z',
      '2026-11-05T15:00:00Z',
      '2026-11-05T15:30:00Z',
    ])
    const requestId = newKey()
    const { meeting } = (await take(booker, '2026-11-05T14:30:00Z', requestId)).body
    expect(meeting).toMatchObject({
      id: meetingId,
      startsAt: '2026-11-05T14:30:00Z',
      endsAt: '2026-11-05T15:00:00Z',
      sequence: 1,
      joinUrl: before.meeting.joinUrl,
      newTimes: null,
    })
    expect(uidOf(await file(booker))).toBe(before.uid)
    expect(meeting.changes.map((line: Answer['body']) => [line.kind, line.actorId])).toEqual([
      ['booked', booker.personId],
      ['new_times', organizer.personId],
      ['rescheduled', booker.personId],
    ])
    expect((await cards(eve, roomId)).filter((card) => card.id === meetingId)).toHaveLength(1)
    const again = await take(booker, '2026-11-05T14:30:00Z', requestId)
    expect([again.status, again.body.meeting.sequence]).toEqual([200, 1])
    expect(codeOf(await take(booker, '2026-11-05T15:00:00Z'))).toEqual([409, 'no_new_times'])
    expect(codeOf(await slots(booker))).toEqual([409, 'no_new_times'])
  })

  test('are checked as any: its own time is free, what either side has is not, nothing else is offered', async () => {
    await offer(organizer, { weekly: newTimes().weekly, fromDate: '2026-10-26', untilDate: '2026-10-29' })
    const other = await sendOffer(organizer, roomId)
    await bookFor(attendee, other, '2026-10-28T14:30:00Z')
    const { starts } = (await slots(booker)).body
    expect(starts).toContain('2026-10-28T14:00:00Z')
    expect(starts).not.toContain('2026-10-28T14:30:00Z')
    const refused = await take(booker, '2026-10-28T14:30:00Z')
    expect(codeOf(refused)).toEqual([409, 'time_taken'])
    expect(refused.body.error.details.slots.starts).toEqual(starts)
    expect(codeOf(await take(booker, '2026-10-27T10:00:00Z'))).toEqual([409, 'time_not_offered'])
    const around = { '1': [['09:00', '11:00']], '2': [], '3': [], '4': [], '5': [], '6': [], '7': [] }
    await offer(organizer, { weekly: around, fromDate: '2026-10-26', untilDate: '2026-10-26' })
    expect((await slots(booker)).body.starts).toEqual([
      '2026-10-26T09:00:00Z',
      '2026-10-26T09:30:00Z',
      '2026-10-26T10:30:00Z',
    ])
    expect((await take(booker, '2026-10-26T09:30:00Z')).status).toBe(200)
  })

  test('are the organizer’s to offer and the booker’s to take', async () => {
    expect(codeOf(await offer(booker))).toEqual([403, 'not_organizer'])
    expect(codeOf(await offer(attendee))).toEqual([403, 'not_organizer'])
    await offer(organizer)
    expect(codeOf(await take(organizer, '2026-11-04T14:00:00Z'))).toEqual([403, 'own_times'])
    expect(codeOf(await take(attendee, '2026-11-04T14:00:00Z'))).toEqual([403, 'not_organizer_or_booker'])
    expect(codeOf(await close(attendee))).toEqual([403, 'not_organizer_or_booker'])
    const [outsider] = (await crowd(parley, await makeRoom(eve, []), 1)) as [Client]
    expect((await slots(outsider)).status).toBe(404)
    const none = await offer(organizer, { fromDate: '2026-11-07', untilDate: '2026-11-08' })
    expect([none.status, none.body.error.code]).toEqual([422, 'no_times'])
    expect((await read(booker)).newTimes.endsAt).toBe('2026-11-05T16:00:00Z')
  })

  test('once the booker has left, whoever attends takes one', async () => {
    await offer(organizer)
    await booker.post(`/api/rooms/${roomId}/leave`)
    await eventually(
      () => read(organizer),
      (meeting) => !meeting.people.some((one: Answer['body']) => one.personId === booker.personId),
    )
    expect((await read(attendee)).newTimes.mayTakeUp).toBe(true)
    const { meeting } = (await take(attendee, '2026-11-04T14:00:00Z')).body
    expect(meeting).toMatchObject({ startsAt: '2026-11-04T14:00:00Z', myRsvp: 'accepted' })
  })

  test('can be taken back, or declined so that the old time is kept', async () => {
    await offer(organizer)
    expect((await close(organizer)).body.meeting.newTimes).toBeNull()
    expect((await systemMessages(eve, roomId)).at(-1).body).toMatch(/^Person 0 took back the new times\./)
    const before = (await systemMessages(eve, roomId)).length
    expect((await close(organizer)).status).toBe(200)
    expect((await systemMessages(eve, roomId)).length).toBe(before)
    await offer(organizer)
    const asked = async () =>
      (await booker.get('/api/notices')).body.notices.filter(
        (notice: Answer['body']) => notice.roomId === roomId && notice.title.endsWith('asks for a new time'),
      )
    expect(await asked()).toHaveLength(1)
    await close(booker)
    expect(await asked()).toEqual([])
    expect((await systemMessages(eve, roomId)).at(-1).body).toMatch(/^Person 1 would rather keep the time\./)
    expect(await read(organizer)).toMatchObject({ startsAt: '2026-10-26T10:00:00Z', newTimes: null })
  })

  test('die with the meeting: with its start, its move and its cancellation', async () => {
    await offer(organizer)
    parley.clock.set('2026-10-26T10:00:00Z')
    expect(codeOf(await take(booker, '2026-11-04T14:00:00Z'))).toEqual([409, 'meeting_began'])
    expect(codeOf(await offer(organizer))).toEqual([409, 'meeting_began'])
    expect(await read(booker)).toMatchObject({ newTimes: null })
    parley.clock.set('2026-10-23T10:00:00Z')
    const move = { requestId: newKey(), startsAt: '2026-10-27T11:00:00Z', reason: '' }
    await booker.post(`/api/meetings/${meetingId}/reschedule`, move)
    expect((await read(booker)).newTimes).toBeNull()
    await offer(organizer)
    await organizer.post(`/api/meetings/${meetingId}/cancel`, { requestId: newKey(), reason: '' })
    expect(codeOf(await take(booker, '2026-11-04T14:00:00Z'))).toEqual([409, 'meeting_cancelled'])
    expect(codeOf(await close(organizer))).toEqual([409, 'meeting_cancelled'])
    expect((await read(booker)).newTimes).toBeNull()
  })

  test('of two who use them at once the constraint lets one time be taken once', async () => {
    await offer(organizer)
    const other = await sendOffer(organizer, roomId, { fromDate: '2026-11-02', untilDate: '2026-11-06' })
    const answers = await Promise.all([
      take(booker, '2026-11-04T14:00:00Z'),
      eve.post(`/api/invites/${other}/book`, { requestId: newKey(), startsAt: '2026-11-04T14:00:00Z' }),
    ])
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 409])
  })
})
