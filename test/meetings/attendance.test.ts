import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { type Answer, type Client, makeRoom, newKey, startTestApp, type TestApp } from '#test/support/app.ts'

import { crowd, systemMessages } from './offers.ts'
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

function late(client: Client, minutes: unknown): Promise<Answer> {
  return client.put(`/api/meetings/${meetingId}/lateness`, { minutes })
}

function mark(client: Client, about: Client, missed = true): Promise<Answer> {
  return client.put(`/api/meetings/${meetingId}/people/${about.personId}/absence`, { missed })
}

function personIn(meeting: Answer['body'], client: Client): Answer['body'] {
  return meeting.people.find((one: Answer['body']) => one.personId === client.personId)
}

describe('running late', () => {
  test('from half an hour before the start until the end, by whoever is expected', async () => {
    parley.clock.set('2026-10-26T09:29:59Z')
    expect(codeOf(await late(booker, 5))).toEqual([409, 'too_early'])
    parley.clock.set('2026-10-26T09:30:00Z')
    for (const client of [organizer, booker, attendee]) expect((await late(client, 5)).status).toBe(200)
    parley.clock.set('2026-10-26T10:29:59Z')
    const last = await late(booker, 15)
    expect(personIn(last.body.meeting, booker).lateMinutes).toBe(15)
    parley.clock.set('2026-10-26T10:30:00Z')
    expect(codeOf(await late(booker, 5))).toEqual([409, 'meeting_over'])
  })

  test('the room is told once, in a sentence; the card and its history know what is true now', async () => {
    parley.clock.set('2026-10-26T09:55:00Z')
    await late(booker, 5)
    await late(booker, 5)
    await late(booker, 10)
    const said = (await systemMessages(eve, roomId)).filter((one) => one.detail.type === 'meeting.late')
    expect(said).toHaveLength(1)
    expect(said[0]).toMatchObject({
      senderId: booker.personId,
      body: 'Person 1 is running 5 minutes late for the meeting of Monday, 26 October 2026, 10:00–10:30 (Lisbon time).',
      detail: { meetingId, minutes: 5, startsAt: '2026-10-26T10:00:00Z' },
    })
    expect(personIn(await read(attendee), booker).lateMinutes).toBe(10)
    const onTime = (await late(booker, 0)).body.meeting
    expect(personIn(onTime, booker).lateMinutes).toBeNull()
    const lines = onTime.changes.filter((line: Answer['body']) => line.kind === 'late')
    expect(lines.map((line: Answer['body']) => [line.actorId, line.minutes])).toEqual([
      [booker.personId, 5],
      [booker.personId, 10],
      [booker.personId, 0],
    ])
    expect(onTime.sequence).toBe(0)
  })

  test('is forgotten when the meeting moves', async () => {
    parley.clock.set('2026-10-26T09:55:00Z')
    await late(booker, 10)
    const to = { requestId: newKey(), startsAt: '2026-10-27T11:00:00Z', reason: '' }
    const moved = (await organizer.post(`/api/meetings/${meetingId}/reschedule`, to)).body.meeting
    expect(personIn(moved, booker).lateMinutes).toBeNull()
    parley.clock.set('2026-10-27T10:50:00Z')
    await late(booker, 5)
    const said = (await systemMessages(eve, roomId)).filter((one) => one.detail.type === 'meeting.late')
    expect(said).toHaveLength(2)
  })

  test('is nothing for who declined, for outsiders, or of a cancelled meeting', async () => {
    parley.clock.set('2026-10-26T09:55:00Z')
    await attendee.post(`/api/meetings/${meetingId}/response`, {
      requestId: newKey(),
      answer: 'declined',
      reason: '',
    })
    expect(codeOf(await late(attendee, 5))).toEqual([403, 'not_expected'])
    const [outsider] = (await crowd(parley, await makeRoom(eve, []), 1)) as [Client]
    expect((await late(outsider, 5)).status).toBe(404)
    const wrong = await late(booker, 7)
    expect([wrong.status, wrong.body.error.fields.minutes]).toEqual([
      422,
      'One can be 5, 10 or 15 minutes late, or 0.',
    ])
    await organizer.post(`/api/meetings/${meetingId}/cancel`, { requestId: newKey(), reason: '' })
    expect(codeOf(await late(booker, 5))).toEqual([409, 'meeting_cancelled'])
  })
})

describe('who did not come', () => {
  test('is noted by organizer or booker after the start, taken back by either, with a record', async () => {
    parley.clock.set('2026-10-26T09:59:59Z')
    expect(codeOf(await mark(organizer, booker))).toEqual([409, 'not_started'])
    expect(await read(organizer)).toMatchObject({ mayMark: false })
    parley.clock.set('2026-10-26T10:00:00Z')
    const before = (await systemMessages(eve, roomId)).length
    await mark(organizer, booker)
    await mark(organizer, booker)
    expect(personIn(await read(attendee), booker).missed).toBe(true)
    parley.clock.set('2026-10-27T08:00:00Z')
    expect(await read(booker)).toMatchObject({ mayMark: true })
    await mark(booker, attendee)
    const meeting = (await mark(organizer, booker, false)).body.meeting
    expect(personIn(meeting, booker).missed).toBe(false)
    expect(personIn(meeting, attendee).missed).toBe(true)
    expect(meeting.changes.slice(1)).toMatchObject([
      { kind: 'missed', actorId: organizer.personId, aboutId: booker.personId, aboutName: 'Person 1' },
      { kind: 'missed', actorId: booker.personId, aboutId: attendee.personId, aboutName: 'Person 2' },
      { kind: 'came', actorId: organizer.personId, aboutId: booker.personId },
    ])
    expect((await systemMessages(eve, roomId)).length).toBe(before)
  })

  test('nobody notes themselves, nor who declined, nor is it for those who are only asked', async () => {
    await attendee.post(`/api/meetings/${meetingId}/response`, {
      requestId: newKey(),
      answer: 'declined',
      reason: '',
    })
    parley.clock.set('2026-10-26T10:05:00Z')
    expect(codeOf(await mark(organizer, organizer))).toEqual([409, 'not_yourself'])
    expect(codeOf(await mark(booker, attendee))).toEqual([409, 'declined_before'])
    expect(codeOf(await mark(attendee, booker))).toEqual([403, 'not_organizer_or_booker'])
    const [outsider] = (await crowd(parley, await makeRoom(eve, []), 1)) as [Client]
    expect((await mark(organizer, outsider)).status).toBe(404)
    expect((await mark(outsider, booker)).status).toBe(404)
  })
})

describe('who was in the call', () => {
  test('is told to everybody in the room, from the first coming to the last leaving', async () => {
    const seat = (client: Client, from: string, until: string | null) => ({
      id: newKey(),
      person_id: client.personId,
      connection_id: newKey(),
      microphone: true,
      camera: false,
      sharing: false,
      joined_at: new Date(from),
      seen_at: new Date(until ?? from),
      left_at: until === null ? null : new Date(until),
    })
    const seats = [
      seat(organizer, '2026-10-26T09:58:00Z', '2026-10-26T10:05:00Z'),
      seat(organizer, '2026-10-26T10:06:00Z', '2026-10-26T10:29:00Z'),
      seat(booker, '2026-10-26T10:04:00Z', null),
    ]
    await parley.app.transaction(async ({ db }) => {
      const row = db.selectFrom('meetings').select('call_id').where('id', '=', meetingId)
      const { call_id } = await row.executeTakeFirstOrThrow()
      await db
        .insertInto('call_seats')
        .values(seats.map((one) => ({ ...one, call_id })))
        .execute()
    })
    for (const client of [organizer, booker, attendee]) {
      const meeting = await read(client)
      expect(personIn(meeting, organizer).wasIn).toEqual({
        from: '2026-10-26T09:58:00Z',
        until: '2026-10-26T10:29:00Z',
      })
      expect(personIn(meeting, booker).wasIn).toEqual({ from: '2026-10-26T10:04:00Z', until: null })
      expect(personIn(meeting, attendee).wasIn).toBeNull()
    }
  })
})
