import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import {
  bookFor,
  cards,
  eventually,
  saveSchedule,
  sendOffer,
  startsOf,
  systemMessages,
} from '#test/meetings/offers.ts'
import { type Client, makeRoom, newKey, startTestApp, type TestApp } from '#test/support/app.ts'

import { accept, booked, bookOffering, offeredStarts, slotsOf, weeks } from './booking-world.ts'
import { makeOffering, takeHandle } from './offerings.ts'

let testApp: TestApp
let ana: Client
let ben: Client
let chiyo: Client
let eve: Client

beforeAll(async () => {
  testApp = await startTestApp()
  ;[ana, ben, chiyo, eve] = await Promise.all([
    testApp.as('ana'),
    testApp.as('ben'),
    testApp.as('chiyo'),
    testApp.as('eve'),
  ])
  await takeHandle(ana, 'ana-silva')
})
afterAll(() => testApp.stop())

const question = { id: 'q1', label: 'How large is it?', required: true, kind: 'line', choices: [] }

async function noticesOf(client: Client): Promise<{ kind: string; title: string }[]> {
  return (await client.get('/api/notices')).body.notices
}

describe('the times of an offering', () => {
  test('are told to whoever may see it, signed in or not, and to nobody else', async () => {
    const open = await makeOffering(ana)
    const strangers = await slotsOf(testApp.stranger(), open.id)
    expect(strangers.status).toBe(200)
    expect(strangers.body.starts.length).toBeGreaterThan(20)
    expect(strangers.body).toEqual((await slotsOf(ben, open.id)).body)
    expect(Object.keys(strangers.body).sort()).toEqual([
      'durationMinutes',
      'firstStart',
      'lastStart',
      'starts',
      'warned',
    ])
    const closed = await makeOffering(ana, { audience: 'shares_room' })
    expect((await slotsOf(testApp.stranger(), closed.id)).status).toBe(404)
    expect((await slotsOf(eve, closed.id)).status).toBe(404)
    const off = await makeOffering(ana, {}, false)
    expect((await slotsOf(ben, off.id)).status).toBe(404)
    expect((await slotsOf(ben, open.id, 45)).status).toBe(422)
  })

  test('of a link-only offering are told to who has the link', async () => {
    const hidden = await makeOffering(ana, { audience: 'link_only' })
    const key = hidden.url.split('/').at(-1) ?? ''
    const address = `/api/offerings/${hidden.id}/slots?from=${weeks.from}&to=${weeks.to}&durationMinutes=30`
    expect((await testApp.stranger().get(address)).status).toBe(404)
    expect((await testApp.stranger().get(`${address}&key=${key}`)).status).toBe(200)
    const [start] = await ana.get(address).then(({ body }) => body.starts)
    expect((await bookOffering(eve, hidden.id, start)).status).toBe(404)
    expect((await bookOffering(eve, hidden.id, start, { key })).status).toBe(200)
  })

  test('are answered shortly while nothing has changed', async () => {
    const { id } = await makeOffering(ana)
    const address = `${testApp.url}/api/offerings/${id}/slots?from=${weeks.from}&to=${weeks.to}&durationMinutes=30`
    const answer = await fetch(address)
    const etag = answer.headers.get('etag') ?? ''
    expect(etag).toMatch(/^"/)
    const again = () => fetch(address, { headers: { 'if-none-match': etag } }).then(({ status }) => status)
    expect(await again()).toBe(304)
    await booked(ben, id, (await offeredStarts(ben, id))[3])
    expect(await again()).toBe(200)
  })

  test('follow the offering’s own schedule and notice', async () => {
    await saveSchedule(ana, { minimumNoticeMinutes: 0 })
    const soon = await makeOffering(ana)
    const late = await makeOffering(ana, { minimumNoticeMinutes: 5 * 24 * 60 })
    const [first = ''] = await offeredStarts(ben, soon.id)
    const [firstLate = ''] = await offeredStarts(ben, late.id)
    expect(Date.parse(firstLate)).toBeGreaterThanOrEqual(testApp.clock.now() + 5 * 24 * 3_600_000)
    expect(Date.parse(first)).toBeLessThan(Date.parse(firstLate))
  })
})

describe('booking a consultation', () => {
  test('opens the room of the two, with the card, its price and its answers, and tells the offerer', async () => {
    const offering = await makeOffering(ana, {
      title: 'Kitchen plan',
      price: { minor: 4500, currency: 'EUR' },
      questions: [question],
    })
    const [start] = await offeredStarts(ben, offering.id)
    const meeting = await booked(ben, offering.id, start, {
      answers: { q1: ' 12 m² ' },
      word: 'Looking forward',
    })
    expect(meeting).toMatchObject({
      status: 'confirmed',
      startsAt: start,
      organizer: { personId: ana.personId },
      bookedBy: { personId: ben.personId },
      title: 'Kitchen plan',
      note: 'Kitchen plan',
      people: { length: 2 },
    })
    const join = await ben.get(`/api/join/${meeting.joinUrl.split('/').at(-1)}`)
    expect(join.body.title).toBe('Kitchen plan')
    const file: string = (await ben.get(meeting.addToCalendar.file)).body
    expect(file).toContain('SUMMARY:Kitchen plan\r\n')
    expect(file.match(/Kitchen plan/g)).toHaveLength(1)
    // The card and the words about it are one happening, beside that Ben came in.
    const { rooms } = (await ana.get('/api/rooms')).body
    expect(rooms.find(({ id }: { id: string }) => id === meeting.roomId).unread).toBe(2)
    for (const one of [ana, ben]) {
      const { members } = (await one.get(`/api/rooms/${meeting.roomId}`)).body
      expect(members.map((member: { personId: string }) => member.personId).sort()).toEqual(
        [ana.personId, ben.personId].sort(),
      )
      expect((await cards(one, meeting.roomId)).at(-1)).toEqual({ kind: 'consultation', id: meeting.id })
      expect((await one.get(`/api/consultations/${meeting.id}`)).body.consultation).toMatchObject({
        title: 'Kitchen plan',
        state: 'confirmed',
        price: { minor: 4500, currency: 'EUR' },
        answers: [{ label: 'How large is it?', answer: '12 m²' }],
        mayAccept: false,
        mayEnd: false,
      })
    }
    const said = await systemMessages(ana, meeting.roomId)
    expect(said.at(-1)).toMatchObject({ detail: { type: 'meeting.booked', reason: 'Looking forward' } })
    expect(JSON.stringify(said)).not.toContain('12 m²')
    expect(await noticesOf(ana)).toContainEqual(
      expect.objectContaining({ kind: 'consultation_new', title: 'Consultation booked by Ben Carter' }),
    )
    const mails = (await testApp.mails()).filter(({ text }) => text.includes('Kitchen plan'))
    expect(mails.map(({ to }) => to).sort()).toEqual(['ana@parley.test', 'ben@parley.test'])
    // What was answered is told to whom it was given to.
    expect(mails.filter((mail) => JSON.stringify(mail).includes('12 m²')).map(({ to }) => to)).toEqual([
      'ana@parley.test',
    ])
    for (const { calendar } of mails) expect(calendar?.content).not.toContain('12 m²')
  })

  test('again uses the same room, whichever of them offers', async () => {
    const offering = await makeOffering(ana)
    const [one, two] = await offeredStarts(ben, offering.id)
    const first = await booked(ben, offering.id, one)
    const second = await booked(ben, offering.id, two)
    expect(second.roomId).toBe(first.roomId)
    await takeHandle(ben, 'ben-carter')
    const back = await makeOffering(ben)
    const third = await booked(ana, back.id, (await offeredStarts(ana, back.id))[0])
    expect(third.roomId).toBe(first.roomId)
  })

  test('takes a room in which the two are alone, and no other', async () => {
    const alone = await makeRoom(chiyo, [ana], 'The two of us')
    const many = await makeRoom(eve, [ana, ben, chiyo], 'All of us')
    const offering = await makeOffering(ana)
    const meeting = await booked(chiyo, offering.id, (await offeredStarts(chiyo, offering.id))[0])
    expect(meeting.roomId).toBe(alone)
    const other = await booked(eve, offering.id, (await offeredStarts(eve, offering.id))[0])
    expect([alone, many]).not.toContain(other.roomId)
  })

  test('twice at once makes one room and both bookings', async () => {
    const dev = await testApp.as('dev')
    const offering = await makeOffering(ana)
    const starts = await offeredStarts(dev, offering.id)
    const answers = await Promise.all(
      [0, 2, 4, 6].map((index) => bookOffering(dev, offering.id, starts[index])),
    )
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(new Set(answers.map(({ body }) => body.meeting.roomId)).size).toBe(1)
  })

  test('is the same booking under the same request id, and refused for another wish', async () => {
    const offering = await makeOffering(ana)
    const [one, two] = await offeredStarts(ben, offering.id)
    const requestId = newKey()
    const answers = await Promise.all([1, 2, 3].map(() => bookOffering(ben, offering.id, one, { requestId })))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(new Set(answers.map(({ body }) => body.meeting.id)).size).toBe(1)
    const other = await bookOffering(ben, offering.id, two, { requestId })
    expect([other.status, other.body.error.code]).toEqual([409, 'request_reused'])
    const longer = await bookOffering(ben, offering.id, one, { requestId, durationMinutes: 60 })
    expect([longer.status, longer.body.error.code]).toEqual([409, 'request_reused'])
    // It is theirs, whatever becomes of the offering.
    await ana.put(`/api/me/offerings/${offering.id}/on`, { isOn: false })
    expect((await bookOffering(ben, offering.id, one, { requestId })).status).toBe(200)
  })

  test('is refused to its offerer, for what is not offered, and without the answers', async () => {
    const offering = await makeOffering(ana, { questions: [question] })
    const [start] = await offeredStarts(ben, offering.id)
    const own = await bookOffering(ana, offering.id, start, { answers: { q1: 'x' } })
    expect([own.status, own.body.error.code]).toEqual([403, 'own_offering'])
    const bare = await bookOffering(ben, offering.id, start)
    expect([bare.status, bare.body.error.fields]).toEqual([422, { 'answers.q1': 'An answer is needed.' }])
    for (const q1 of ['x\u0000', '\ud800', 'x\u0007']) {
      const unwritable = await bookOffering(ben, offering.id, start, { answers: { q1 } })
      expect([unwritable.status, unwritable.body.error.fields]).toEqual([
        422,
        { 'answers.q1': 'The answer holds characters that cannot be shown.' },
      ])
    }
    const answers = { q1: 'x' }
    const odd = await bookOffering(ben, offering.id, start, { answers, durationMinutes: 45 })
    expect([odd.status, Object.keys(odd.body.error.fields)]).toEqual([422, ['durationMinutes']])
    const night = await bookOffering(ben, offering.id, '2026-10-28T02:00:00Z', { answers })
    expect([night.status, night.body.error.code]).toEqual([409, 'time_not_offered'])
    expect(night.body.error.details.slots.starts.length).toBeGreaterThan(0)
    expect((await bookOffering(testApp.stranger(), offering.id, start, { answers })).status).toBe(401)
  })

  test('meets everything else at the constraint: one of many wins, the others are shown fresh times', async () => {
    const offering = await makeOffering(ana)
    const starts = await offeredStarts(ben, offering.id)
    const start = starts.at(-1) ?? ''
    const answers = await Promise.all([ben, chiyo, eve].map((one) => bookOffering(one, offering.id, start)))
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 409, 409])
    for (const { body } of answers.filter(({ status }) => status === 409)) {
      expect(body.error.code).toBe('time_taken')
      expect(body.error.details.slots.starts).not.toContain(start)
    }
  })

  test('is moved among the offering’s hours, and cancelled, like any meeting', async () => {
    await saveSchedule(ana, { minimumNoticeMinutes: 0 })
    const offering = await makeOffering(ana, { minimumNoticeMinutes: 5 * 24 * 60 })
    const [start] = await offeredStarts(chiyo, offering.id)
    const meeting = await booked(chiyo, offering.id, start)
    const { body } = await chiyo.get(`/api/meetings/${meeting.id}/slots?from=${weeks.from}&to=${weeks.to}`)
    const [first = ''] = body.starts
    expect(Date.parse(first)).toBeGreaterThanOrEqual(testApp.clock.now() + 5 * 24 * 3_600_000)
    const to = body.starts.at(-1)
    const change = { requestId: newKey(), startsAt: to, reason: '' }
    const moved = await chiyo.post(`/api/meetings/${meeting.id}/reschedule`, change)
    expect([moved.status, moved.body.meeting.startsAt]).toEqual([200, to])
    const off = await ana.post(`/api/meetings/${meeting.id}/cancel`, { requestId: newKey(), reason: 'Ill' })
    expect(off.body.meeting.status).toBe('cancelled')
    const { consultation } = (await ana.get(`/api/consultations/${meeting.id}`)).body
    expect(consultation.state).toBe('cancelled')
  })

  test('tells price and answers to the two alone, also when somebody comes into their room', async () => {
    const dev = await testApp.as('dev')
    const offering = await makeOffering(ana, {
      questions: [question],
      price: { minor: 900, currency: 'USD' },
    })
    const start = (await offeredStarts(dev, offering.id)).at(-3)
    const meeting = await booked(dev, offering.id, start, { answers: { q1: 'Secret' } })
    const made = await ana.post(`/api/rooms/${meeting.roomId}/entries/link`)
    await eve.post(`/api/entries/${String(made.body.entry.url).split('/').at(-1)}`)
    const seen = await eve.get(`/api/consultations/${meeting.id}`)
    expect([seen.status, seen.body.consultation]).toMatchObject([200, { price: null, answers: null }])
    expect((await ben.get(`/api/consultations/${meeting.id}`)).status).toBe(404)
  })

  test('stays between the two: who comes into their room sees it, and is not in it', async () => {
    const dev = await testApp.as('dev')
    const atOnce = await makeOffering(ana)
    const asked = await makeOffering(ana, { answerWithinMinutes: 60 })
    const starts = (await offeredStarts(dev, atOnce.id)).slice(-12)
    const meeting = await booked(dev, atOnce.id, starts[0])
    const request = await booked(dev, asked.id, starts[4])
    const inviteId = await sendOffer(ana, meeting.roomId, { fromDate: '2026-11-02', untilDate: '2026-11-20' })
    const everybodys = await bookFor(dev, inviteId, (await startsOf(dev, inviteId)).at(-1) ?? '')
    const made = await ana.post(`/api/rooms/${meeting.roomId}/entries/link`)
    await chiyo.post(`/api/entries/${String(made.body.entry.url).split('/').at(-1)}`)
    expect((await accept(ana, request.id)).status).toBe(200)
    // Newcomers are asked to the oldest first, so the consultations have been come by.
    await eventually(
      () => chiyo.get(`/api/meetings/${everybodys}`),
      ({ body }) => body.meeting.people.length === 3,
    )
    for (const { id, joinUrl } of [meeting, request]) {
      const seen = (await chiyo.get(`/api/meetings/${id}`)).body.meeting
      expect(seen).toMatchObject({
        status: 'confirmed',
        people: { length: 2 },
        myRsvp: null,
        mayRespond: false,
        mayChange: false,
        mayMove: false,
        mayMark: false,
        joinUrl: null,
        addToCalendar: null,
      })
      const file = await chiyo.get(`/api/meetings/${id}/calendar.ics`)
      expect([file.status, file.body.error.code]).toEqual([403, 'not_attendee'])
      expect((await chiyo.post(`/api/calls/${joinUrl.split('/').at(-1)}/join`)).status).toBe(404)
      const answer = await chiyo.post(`/api/meetings/${id}/response`, {
        requestId: newKey(),
        answer: 'accepted',
        reason: '',
      })
      expect(answer.body.error.code).toBe('not_asked')
    }
    const { notices } = (await chiyo.get('/api/notices')).body
    const here = notices.filter((one: { roomId: string }) => one.roomId === meeting.roomId)
    expect(here).toMatchObject([{ kind: 'meeting_new' }])
  })
})
