import { afterAll, beforeEach, describe, expect, test } from 'vitest'

import { eventually, listDoubleBookings, saveSchedule, systemMessages } from '#test/meetings/offers.ts'
import { type Client, makeRoom, newKey, startTestApp, type TestApp } from '#test/support/app.ts'

import { accept, booked, bookOffering, end, offeredStarts, offerNewTimes, weeks } from './booking-world.ts'
import { makeOffering, offeringTerms, takeHandle } from './offerings.ts'

const MINUTE = 60_000
let testApp: TestApp | undefined
let ana: Client
let ben: Client
let chiyo: Client
let offeringId: string

// The clock moves in each, so each has a world of its own.
beforeEach(async () => {
  await testApp?.stop()
  testApp = await startTestApp()
  ;[ana, ben, chiyo] = await Promise.all([testApp.as('ana'), testApp.as('ben'), testApp.as('chiyo')])
  await takeHandle(ana, 'ana-silva')
  offeringId = (await makeOffering(ana, { title: 'Kitchen plan', answerWithinMinutes: 60 })).id
})
afterAll(() => testApp?.stop())

function on(): TestApp {
  if (!testApp) throw new Error('Nothing runs.')
  return testApp
}

async function look(client: Client, meetingId: string) {
  return (await client.get(`/api/meetings/${meetingId}`)).body.meeting
}

async function noticesOf(client: Client): Promise<{ kind: string; title: string }[]> {
  return (await client.get('/api/notices')).body.notices
}

/** Every mail of the product that says this, by whom it went to. */
async function mailedTo(part: string): Promise<string[]> {
  const mails = await on().mails()
  return mails.filter(({ subject, text }) => `${subject}\n${text}`.includes(part)).map(({ to }) => to)
}

/** The mail to somebody about what they can book, or have. */
async function mailAbout(title: string, address: string, subject: RegExp) {
  const found = (await on().mails()).filter((mail) => mail.to === address && subject.test(mail.subject))
  return found.find((mail) => mail.subject.includes(title))
}

describe('a request', () => {
  test('holds the time for its asker, for both to see, and is in no calendar', async () => {
    const [start = ''] = await offeredStarts(ben, offeringId)
    const meeting = await booked(ben, offeringId, start, { word: 'Please' })
    const heldUntil = new Date(on().clock.now() + 60 * MINUTE).toISOString()
    for (const one of [ana, ben]) {
      expect(await look(one, meeting.id)).toMatchObject({
        status: 'held',
        mayChange: false,
        copies: [],
        changes: [{ kind: 'requested', reason: 'Please' }],
      })
      expect(Date.parse((await look(one, meeting.id)).heldUntil)).toBe(Date.parse(heldUntil))
    }
    expect((await ana.get(`/api/consultations/${meeting.id}`)).body.consultation).toMatchObject({
      state: 'held',
      mayAccept: true,
      mayEnd: true,
    })
    expect((await ben.get(`/api/consultations/${meeting.id}`)).body.consultation).toMatchObject({
      mayAccept: false,
      mayEnd: true,
    })
    expect(await noticesOf(ana)).toMatchObject([
      { kind: 'consultation_new', title: 'Ben Carter asks for Kitchen plan' },
    ])
    expect(await noticesOf(ben)).toEqual([])
    expect(await mailedTo('asks for Kitchen plan')).toEqual(['ana@parley.test'])
    expect(await offeredStarts(chiyo, offeringId)).not.toContain(start)
    // Neither a file, nor a feed, nor a call.
    expect((await ana.get(`/api/meetings/${meeting.id}/calendar.ics`)).body.error.code).toBe(
      'meeting_unconfirmed',
    )
    const { url } = (await ben.post('/api/me/feed')).body
    expect(await (await fetch(url)).text()).not.toContain('BEGIN:VEVENT')
    const token = meeting.joinUrl.split('/').at(-1)
    expect((await ben.post(`/api/calls/${token}/join`)).body.error.code).toBe('call_unconfirmed')
    for (const [path, body] of [
      ['reschedule', { startsAt: start, reason: '' }],
      ['cancel', { reason: '' }],
    ] as const) {
      const refused = await ana.post(`/api/meetings/${meeting.id}/${path}`, { requestId: newKey(), ...body })
      expect([path, refused.body.error.code]).toEqual([path, 'meeting_unconfirmed'])
    }
  })

  test('that is accepted becomes a meeting like any other', async () => {
    const [start = ''] = await offeredStarts(ben, offeringId)
    const { id, roomId } = await booked(ben, offeringId, start)
    const requestId = newKey()
    const yes = await accept(ana, id, requestId)
    expect([yes.status, yes.body.meeting]).toMatchObject([200, { status: 'confirmed', heldUntil: null }])
    expect((await accept(ana, id, requestId)).status).toBe(200)
    expect((await accept(ana, id)).body.error.code).toBe('hold_ended')
    expect((await end(ben, id)).body.error.code).toBe('hold_ended')
    const types = (await systemMessages(ben, roomId)).map(({ detail }) => detail.type)
    expect(types).toEqual(['meeting.requested', 'meeting.confirmed'])
    expect(await noticesOf(ben)).toMatchObject([
      { kind: 'meeting_new', title: 'Consultation confirmed by Ana Silva' },
    ])
    // What was asked is answered, and asks no more under the bell.
    expect(await noticesOf(ana)).not.toContainEqual(
      expect.objectContaining({ title: expect.stringContaining(' asks for ') }),
    )
    expect(
      (await mailedTo('BEGIN:VCALENDAR')).length + (await mailedTo('Join the meeting')).length,
    ).toBeGreaterThan(0)
    const { url } = (await ben.post('/api/me/feed')).body
    expect(await (await fetch(url)).text()).toContain('STATUS:CONFIRMED')
    on().clock.advance(90 * MINUTE)
    expect(await look(ben, id)).toMatchObject({ status: 'confirmed' })
    const off = await ben.post(`/api/meetings/${id}/cancel`, { requestId: newKey(), reason: '' })
    expect(off.body.meeting.status).toBe('cancelled')
    expect(await offeredStarts(ben, offeringId)).toContain(start)
  })

  test('that is accepted is moved by the offerer alone, whatever becomes of the offering', async () => {
    const [start = '', other, third] = await offeredStarts(ben, offeringId)
    const { id } = await booked(ben, offeringId, start)
    await accept(ana, id)
    expect(await look(ben, id)).toMatchObject({ mayChange: true, mayMove: false })
    expect(await look(ana, id)).toMatchObject({ mayChange: true, mayMove: true })
    const atOnce = offeringTerms({ title: 'Kitchen plan', answerWithinMinutes: null })
    expect((await ana.put(`/api/me/offerings/${offeringId}`, atOnce)).status).toBe(200)
    const move = (client: Client, startsAt = other) =>
      client.post(`/api/meetings/${id}/reschedule`, { requestId: newKey(), startsAt, reason: '' })
    const refused = await move(ben)
    expect([refused.status, refused.body.error.code]).toEqual([409, 'needs_yes'])
    expect(refused.body.error.message).toBe(
      'Ana Silva says yes to each time. Cancel this one and ask for another, or ask for it in the room.',
    )
    const slots = await ben.get(`/api/meetings/${id}/slots?from=${weeks.from}&to=${weeks.to}`)
    expect(slots.body.error.code).toBe('needs_yes')
    expect((await look(ben, id)).startsAt).toBe(start)
    expect((await move(ana)).body.meeting.startsAt).toBe(other)
    // What is booked at once is its booker's to move still.
    const free = await booked(ben, offeringId, start)
    expect(free).toMatchObject({ status: 'confirmed', mayMove: true })
    const moved = await ben.post(`/api/meetings/${free.id}/reschedule`, {
      requestId: newKey(),
      startsAt: third,
      reason: '',
    })
    expect(moved.status).toBe(200)
  })

  test.each<[string, () => Promise<{ status: number }>]>([
    ['is turned off', () => ana.put(`/api/me/offerings/${offeringId}/on`, { isOn: false })],
    ['is taken away', () => ana.delete(`/api/me/offerings/${offeringId}`)],
    [
      'no longer has its duration',
      () => ana.put(`/api/me/offerings/${offeringId}`, offeringTerms({ durations: [60] })),
    ],
    [
      'is no longer theirs to see',
      () => ana.put(`/api/me/offerings/${offeringId}`, offeringTerms({ audience: 'shares_room' })),
    ],
  ])('holds its time, and can be accepted, though the offering %s meanwhile', async (_, change) => {
    const [start = '', other] = await offeredStarts(ben, offeringId)
    const [first, second] = [
      await booked(ben, offeringId, start),
      await booked(chiyo, offeringId, other, { word: 'Gladly' }),
    ]
    expect((await change()).status).toBe(200)
    const late = '2026-10-30T10:00:00Z'
    expect([404, 422]).toContain((await bookOffering(ben, offeringId, late)).status)
    expect((await accept(ana, first.id)).body.meeting).toMatchObject({ status: 'confirmed', startsAt: start })
    on().clock.advance(60 * MINUTE)
    expect((await accept(ana, second.id)).body.error.code).toBe('hold_ended')
  })

  test('that is accepted can be moved by its asker to new times the offerer offers', async () => {
    const { id } = await booked(ben, offeringId, (await offeredStarts(ben, offeringId))[0])
    await accept(ana, id)
    expect((await offerNewTimes(ana, id)).status).toBe(200)
    const startsAt = '2026-11-03T10:00:00.000Z'
    const taken = await ben.post(`/api/meetings/${id}/new-times/take`, {
      requestId: newKey(),
      startsAt,
      reason: '',
    })
    expect([taken.status, Date.parse(taken.body.meeting?.startsAt)]).toEqual([200, Date.parse(startsAt)])
  })

  test.each([
    ['declined by the offerer', () => ana, 'refused', () => ben, 'Ana Silva said no'],
    ['withdrawn by its asker', () => ben, 'withdrawn', () => ana, 'Ben Carter no longer asks for a time'],
  ] as const)('that is %s is released, and the other told why', async (_, who, kind, other, title) => {
    const [start = ''] = await offeredStarts(ben, offeringId)
    const { id, roomId } = await booked(ben, offeringId, start)
    const ended = await end(who(), id, 'It does not suit')
    expect(ended.body.meeting).toMatchObject({ status: 'cancelled', heldUntil: expect.any(String) })
    expect(ended.body.meeting.changes.at(-1)).toMatchObject({ kind, reason: 'It does not suit' })
    expect((await systemMessages(ana, roomId)).at(-1)?.detail.type).toBe(`meeting.${kind}`)
    expect(await noticesOf(other())).toMatchObject([{ kind: 'meeting_cancelled', title }])
    expect(await mailedTo('It does not suit')).toHaveLength(1)
    expect((await accept(ana, id)).body.error.code).toBe('hold_ended')
    expect(await offeredStarts(chiyo, offeringId)).toContain(start)
    expect((await bookOffering(chiyo, offeringId, start)).status).toBe(200)
  })

  test('that nobody answers runs out for both at its instant, and is written down by the sweep', async () => {
    const [start = ''] = await offeredStarts(ben, offeringId)
    const { id, roomId } = await booked(ben, offeringId, start)
    on().clock.advance(60 * MINUTE - 1)
    expect(await offeredStarts(chiyo, offeringId)).not.toContain(start)
    expect(await look(ben, id)).toMatchObject({ status: 'held' })
    on().clock.advance(1)
    // At once, whoever has taken note of it.
    expect(await look(ben, id)).toMatchObject({ status: 'cancelled' })
    expect(await offeredStarts(chiyo, offeringId)).toContain(start)
    expect((await accept(ana, id)).body.error.code).toBe('hold_ended')
    expect((await end(ben, id)).body.error.code).toBe('hold_ended')
    await eventually(
      () => systemMessages(ana, roomId),
      (said) => said.at(-1)?.detail.type === 'meeting.ran_out',
    )
    for (const one of [ana, ben])
      expect(await noticesOf(one)).toMatchObject([
        { kind: 'meeting_cancelled', title: 'Nobody answered in time' },
      ])
    expect((await look(ana, id)).changes.at(-1)).toMatchObject({ kind: 'ran_out' })
  })

  test('is held no longer than until its start', async () => {
    await saveSchedule(ana, { minimumNoticeMinutes: 0 })
    const long = await makeOffering(ana, { answerWithinMinutes: 14 * 24 * 60 })
    const [start = ''] = await offeredStarts(ben, long.id)
    expect(await booked(ben, long.id, start)).toMatchObject({ heldUntil: start })
  })

  test('bars its two from everything else, in every room, until it ends', async () => {
    const [start = ''] = await offeredStarts(ben, offeringId)
    await booked(ben, offeringId, start)
    const day = [['00:00', '24:00']]
    const hours = {
      timeZone: 'UTC',
      weekly: { '1': day, '2': day, '3': day, '4': day, '5': day, '6': day, '7': day },
      overrides: {},
      fromDate: '2026-10-23',
      untilDate: '2026-10-30',
      durationMinutes: 30,
      note: '',
    }
    const roomId = await makeRoom(chiyo, [ana, ben], 'Another room')
    const sent = await chiyo.post(`/api/rooms/${roomId}/invites`, { ...hours, requestId: newKey() })
    const inviteId = sent.body.invite.id
    for (const one of [ana, ben]) {
      const taken = await one.post(`/api/invites/${inviteId}/book`, { requestId: newKey(), startsAt: start })
      expect([taken.status, taken.body.error.code]).toEqual([409, 'time_taken'])
    }
    on().clock.advance(60 * MINUTE)
    const slots = await ben.get(`/api/invites/${inviteId}/slots?from=${weeks.from}&to=${weeks.to}`)
    expect(slots.body.starts).toContain(start)
    const free = await ben.post(`/api/invites/${inviteId}/book`, { requestId: newKey(), startsAt: start })
    expect(free.status).toBe(200)
    expect(await listDoubleBookings(on())).toEqual([])
  })

  test('that another booking has taken the place of stays ended, also when the clock goes back', async () => {
    const [start = ''] = await offeredStarts(ben, offeringId)
    const { id } = await booked(ben, offeringId, start)
    on().clock.advance(61 * MINUTE)
    expect((await bookOffering(chiyo, offeringId, start)).status).toBe(200)
    on().clock.advance(-30 * MINUTE)
    expect((await accept(ana, id)).body.error.code).toBe('hold_ended')
    await eventually(
      () => look(ben, id),
      ({ changes }) => changes.at(-1)?.kind === 'ran_out',
    )
    expect(await listDoubleBookings(on())).toEqual([])
  })

  test('says to both by mail what it is, and its price; to the offerer alone what was answered', async () => {
    const size = { id: 'size', label: 'How large is it?', required: true, kind: 'line', choices: [] }
    const price = { minor: 4500, currency: 'EUR' }
    const paid = await makeOffering(ana, {
      title: 'Garden plan',
      price,
      questions: [size],
      answerWithinMinutes: 60,
    })
    const [start = ''] = await offeredStarts(ben, paid.id)
    const { id, roomId } = await booked(ben, paid.id, start, { answers: { size: '20 m²' }, word: 'Please' })
    const asked = await mailAbout('Garden plan', 'ana@parley.test', /^Ben Carter asks for/)
    for (const said of ['Answer until ', 'Price: €45', 'How large is it? 20 m²', '“Please”'])
      expect(asked?.text).toContain(said)
    expect(asked?.text).toContain(`/rooms/${roomId}`)
    await accept(ana, id)
    const toBen = await mailAbout('Garden plan', 'ben@parley.test', /^Consultation on /)
    expect(toBen?.text).toContain('Price: €45')
    expect(toBen?.text).not.toContain('20 m²')
    const toAna = await mailAbout('Garden plan', 'ana@parley.test', /^Consultation on /)
    expect(toAna?.text).toContain('20 m²')
    const [notice] = await noticesOf(ben)
    expect(notice).toMatchObject({ title: 'Consultation confirmed by Ana Silva' })
  })

  test('can be open three times with one offerer, and no more until one is answered', async () => {
    const starts = await offeredStarts(ben, offeringId)
    const first = await booked(ben, offeringId, starts[0])
    for (const start of [starts[3], starts[6]]) await booked(ben, offeringId, start)
    const refused = await bookOffering(ben, offeringId, starts[9])
    expect([refused.status, refused.body.error.code]).toEqual([409, 'too_many_requests'])
    expect(refused.body.error.message).toContain('You have asked for 3 times here')
    // What is booked at once is not asked for, and others are not barred.
    const atOnce = await makeOffering(ana)
    expect((await bookOffering(ben, atOnce.id, starts[9])).status).toBe(200)
    expect((await bookOffering(chiyo, offeringId, starts[12])).status).toBe(200)
    await end(ana, first.id)
    expect((await bookOffering(ben, offeringId, starts[15])).status).toBe(200)
    expect((await bookOffering(ben, offeringId, starts[18])).body.error.code).toBe('too_many_requests')
    on().clock.advance(61 * MINUTE)
    expect((await bookOffering(ben, offeringId, starts[18])).status).toBe(200)
  })

  test('ends when one of the two leaves their room', async () => {
    const starts = await offeredStarts(ben, offeringId)
    const { id, roomId } = await booked(ben, offeringId, starts[0])
    await ben.post(`/api/rooms/${roomId}/leave`)
    await eventually(
      () => look(ana, id),
      ({ changes }) => changes.at(-1)?.kind === 'withdrawn',
    )
    expect(await offeredStarts(chiyo, offeringId)).toContain(starts[0])
  })
})
