import ICAL from 'ical.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { listRecentMails } from '#platform/deliveries.ts'
import type { Mail } from '#platform/mail.ts'
import { type Client, makeRoom, newKey, startTestApp, type TestApp } from '#test/support/app.ts'
import { cast, type CastName } from '#test/support/cast.ts'

import { bookFor, eventually, sendOffer, startsOf } from './offers.ts'

let parley: TestApp
let ana: Client
let ben: Client
let dev: Client

beforeAll(async () => {
  parley = await startTestApp({ env: { MAIL_FROM: 'Parley <post@parley.test>' } })
  ;[ana, ben, dev] = await Promise.all([parley.as('ana'), parley.as('ben'), parley.as('dev')])
})
afterAll(() => parley.stop())

describe('whose calendar we do not write hears of a meeting by mail', () => {
  test('booked, moved and cancelled: the same UID, a SEQUENCE that rises, both zones, old and new, reasons', async () => {
    const { roomId, inviteId, starts } = await offer([ben])
    const meetingId = await bookFor(ben, inviteId, starts[0] ?? '')
    const booked = await latest('ana', roomId)
    expect(booked.subject).toBe('Meeting on Mon 26 Oct, 09:00: Kitchen rebuild')
    for (const body of [booked.text, booked.html]) {
      expect(body).toContain('A meeting booked by Ben Carter')
      expect(body).toContain('Mon 26 Oct, 09:00')
      expect(body).toContain('Your time, Lisbon')
      expect(body).toContain('Mon 26 Oct, 05:00')
      expect(body).toContain('in New York, for Ben Carter')
      expect(body).toContain('Bring the plans')
      expect(body).toMatch(/\/join\/[\w-]+/)
    }
    expect(partOf(booked)).toMatchObject({
      method: 'REQUEST',
      sequence: 0,
      status: 'CONFIRMED',
      starts: '2026-10-26T09:00:00Z',
      organizer: 'mailto:post@parley.test',
      attendees: [['mailto:ana@parley.test', 'CHAIR', 'ACCEPTED']],
    })
    // Who booked has no calendar linked: the mail is there for the calendar part.
    const own = await latest('ben', roomId)
    expect(own.text).toContain('Your meeting with Ana Silva')
    expect(partOf(own)).toMatchObject({ method: 'REQUEST', uid: partOf(booked).uid })

    await move(ana, meetingId, starts[1] ?? '', 'The plumber comes later')
    const moved = await latest('ben', roomId)
    expect(moved.subject).toBe('Moved to Mon 26 Oct, 5:30\u00a0AM: Kitchen rebuild')
    expect(moved.text).toContain('Meeting moved by Ana Silva')
    expect(moved.text).toContain('Before: Mon 26 Oct, 5:00')
    expect(moved.text).toContain('The plumber comes later')
    expect(partOf(moved)).toMatchObject({
      method: 'REQUEST',
      sequence: 1,
      uid: partOf(booked).uid,
      starts: '2026-10-26T09:30:00Z',
    })

    await cancel(ben, meetingId, 'Burst pipe')
    const cancelled = await latest('ana', roomId)
    expect(cancelled.subject).toBe('Cancelled, Mon 26 Oct, 09:30: Kitchen rebuild')
    expect(cancelled.text).toContain('Meeting cancelled by Ben Carter')
    expect(cancelled.text).toContain('Burst pipe')
    expect(cancelled.text).not.toContain('/join/')
    expect(partOf(cancelled)).toMatchObject({ method: 'CANCEL', sequence: 2, status: 'CANCELLED' })
  })

  test('who is only asked can answer from the mail; a decline takes it out of their calendar, a change of mind puts it back', async () => {
    const { roomId, inviteId, starts } = await offer([ben, dev])
    const meetingId = await bookFor(ben, inviteId, starts[0] ?? '')
    const asked = await latest('dev', roomId)
    expect(asked.text).toContain('A meeting you are asked to, booked by Ben Carter')
    expect(partOf(asked).attendees).toEqual([['mailto:dev@parley.test', 'REQ-PARTICIPANT', 'NEEDS-ACTION']])
    const token = tokenIn(asked)
    const stranger = parley.stranger()
    const kept = await parley.app.db.selectFrom('reply_links').selectAll().execute()
    expect(JSON.stringify(kept)).not.toContain(token)
    expect((await stranger.get(`/api/replies/${token}`)).body).toMatchObject({
      state: 'open',
      about: { title: 'Meeting: Kitchen rebuild', organizerName: 'Ana Silva', rsvp: 'waiting' },
    })
    expect(await rsvpOf(meetingId)).toBe('waiting')

    const requestId = newKey()
    const no = { requestId, answer: 'declined', reason: 'On a train' }
    for (const _ of ['once', 'and again']) {
      expect((await stranger.post(`/api/replies/${token}`, no)).body.about.rsvp).toBe('declined')
    }
    expect(await rsvpOf(meetingId)).toBe('declined')
    const history = (await ben.get(`/api/meetings/${meetingId}`)).body.meeting.changes
    expect(history.map((one: { kind: string }) => one.kind)).toEqual(['booked', 'declined'])
    const gone = await latest('dev', roomId)
    expect(gone.subject).toContain('Cancelled, ')
    expect(partOf(gone)).toMatchObject({ method: 'CANCEL', uid: partOf(asked).uid, sequence: 0 })

    await stranger.post(`/api/replies/${token}`, { requestId: newKey(), answer: 'accepted', reason: '' })
    const back = await latest('dev', roomId)
    expect(partOf(back)).toMatchObject({ method: 'REQUEST', status: 'CONFIRMED' })
    expect(back.text).toContain('The meeting is in your calendar again')

    await move(ana, meetingId, starts[1] ?? '')
    const late = await stranger.post(`/api/replies/${token}`, {
      requestId: newKey(),
      answer: 'declined',
      reason: '',
    })
    expect([late.status, late.body.error.code]).toEqual([409, 'reply_moved'])
    expect((await stranger.get(`/api/replies/${token}`)).body.state).toBe('moved')
    const again = tokenIn(await latest('dev', roomId))
    expect(again).not.toBe(token)
    expect((await stranger.get(`/api/replies/${again}`)).body.state).toBe('open')

    await cancel(ana, meetingId)
    for (const old of [token, again]) {
      expect((await stranger.get(`/api/replies/${old}`)).body.state).toBe('cancelled')
      const refused = await stranger.post(`/api/replies/${old}`, {
        requestId: newKey(),
        answer: 'accepted',
        reason: '',
      })
      expect([refused.status, refused.body.error.code]).toEqual([409, 'reply_cancelled'])
    }
    expect((await stranger.get('/api/replies/nothing')).body).toEqual({ state: 'unknown', about: null })
  })

  test('who leaves the room has it taken out of their calendar, and who comes in is asked', async () => {
    const { roomId, inviteId, starts } = await offer([ben, dev])
    await bookFor(ben, inviteId, starts[0] ?? '')
    const asked = await latest('dev', roomId)
    await dev.post(`/api/rooms/${roomId}/leave`)
    const mails = () => calendarMails('dev', partOf(asked).uid)
    const [left] = await eventually(mails, ([one]) => one !== undefined && partOf(one).method === 'CANCEL')
    expect(left && partOf(left)).toMatchObject({ method: 'CANCEL', sequence: 1 })
    expect(left?.text).not.toContain('Open the room')
    const reply = await parley.stranger().get(`/api/replies/${tokenIn(asked)}`)
    expect(reply.body).toEqual({ state: 'unasked', about: null })

    const link = await ana.post(`/api/rooms/${roomId}/entries/link`)
    await dev.post(`/api/entries/${String(link.body.entry.url).split('/').at(-1)}`)
    const [back] = await eventually(mails, ([one]) => one !== undefined && partOf(one).method === 'REQUEST')
    expect(back && partOf(back)).toMatchObject({ method: 'REQUEST', sequence: 2 })
  })

  test('nobody hears by mail of their own doing, unless their calendar does', async () => {
    const chiyo = await parley.as('chiyo')
    const roomId = await makeRoom(ana, [chiyo])
    const inviteId = await sendOffer(ana, roomId)
    const [start = ''] = await startsOf(chiyo, inviteId)
    await bookFor(chiyo, inviteId, start)
    const { body } = await chiyo.get('/api/notices')
    expect(JSON.stringify(body)).not.toContain(roomId)
    expect(JSON.stringify((await ana.get('/api/notices')).body)).toContain(`/rooms/${roomId}`)
    expect((await latest('chiyo', roomId)).calendar?.method).toBe('REQUEST')
  })
})

describe('the feed', () => {
  test('has all of one person’s meetings as they are, and says the same until something changes', async () => {
    const eve = await parley.as('eve')
    const roomId = await makeRoom(eve, [ben])
    const inviteId = await sendOffer(eve, roomId, { fromDate: '2026-11-02', untilDate: '2026-11-06' })
    const starts = await startsOf(ben, inviteId)
    const meetingId = await bookFor(ben, inviteId, starts[0] ?? '')
    expect((await eve.get('/api/me/feed')).body).toEqual({ madeAt: null })
    const made = (await eve.post('/api/me/feed')).body
    expect(made.webcalUrl).toBe(made.url.replace('http:', 'webcal:'))
    expect((await eve.get('/api/me/feed')).body).toEqual({ madeAt: made.madeAt })

    const first = await fetch(made.url)
    expect(first.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
    expect(first.headers.get('cache-control')).toBe('private, no-cache')
    const etag = first.headers.get('etag') ?? ''
    expect(eventsIn(await first.text())).toEqual([['2026-11-02T09:00:00Z', 'CONFIRMED', 0]])
    parley.clock.advance(60_000)
    const same = await fetch(made.url, { headers: { 'if-none-match': `"other", W/${etag}` } })
    expect([same.status, await same.text()]).toEqual([304, ''])

    await move(eve, meetingId, starts[3] ?? '')
    const moved = await fetch(made.url, { headers: { 'if-none-match': etag } })
    expect(moved.status).toBe(200)
    expect(eventsIn(await moved.text())).toEqual([['2026-11-02T10:30:00Z', 'CONFIRMED', 1]])
    await cancel(ben, meetingId)
    expect(eventsIn(await (await fetch(made.url)).text())).toEqual([['2026-11-02T10:30:00Z', 'CANCELLED', 2]])

    const renewed = (await eve.post('/api/me/feed')).body
    expect((await fetch(made.url)).status).toBe(404)
    expect((await fetch(renewed.url)).status).toBe(200)
    await eve.delete('/api/me/feed')
    expect((await fetch(renewed.url)).status).toBe(404)
    const { rows } = {
      rows: await parley.app.db
        .selectFrom('audit')
        .select('action')
        .where('action', 'like', 'feed.%')
        .execute(),
    }
    expect(rows.map((row) => row.action)).toEqual(['feed.made', 'feed.made', 'feed.ended'])
  })
})

function eventsIn(file: string): [string, string, number][] {
  const calendar = new ICAL.Component(ICAL.parse(file))
  return calendar
    .getAllSubcomponents('vevent')
    .map((event) => [
      String(event.getFirstPropertyValue('dtstart')),
      String(event.getFirstPropertyValue('status')),
      Number(event.getFirstPropertyValue('sequence')),
    ])
}

function tokenIn(mail: Mail): string {
  const [, token = ''] = /\/reply\/([\w-]+)/.exec(mail.text) ?? []
  expect(token).toMatch(/^[\w-]{32}$/)
  return token
}

async function rsvpOf(meetingId: string): Promise<string> {
  return (await dev.get(`/api/meetings/${meetingId}`)).body.meeting.myRsvp
}

async function calendarMails(name: CastName, uid: string): Promise<Mail[]> {
  const mails = await parley.mails()
  return mails.filter((mail) => mail.to === cast[name].email && mail.calendar?.content.includes(uid))
}

/** A room of its own for Ana and the others, with an offer in it. */
async function offer(others: readonly Client[], changes: Record<string, unknown> = {}) {
  const roomId = await makeRoom(ana, others)
  const inviteId = await sendOffer(ana, roomId, changes)
  return { roomId, inviteId, starts: await startsOf(others[0] ?? ben, inviteId) }
}

function move(client: Client, meetingId: string, startsAt: string, reason = '') {
  return client.post(`/api/meetings/${meetingId}/reschedule`, { requestId: newKey(), startsAt, reason })
}

function cancel(client: Client, meetingId: string, reason = '') {
  return client.post(`/api/meetings/${meetingId}/cancel`, { requestId: newKey(), reason })
}

// The one that went out: what is overtaken before that says nothing.
async function latest(name: CastName, roomId: string): Promise<Mail> {
  const sentTo = async () => {
    const all = await listRecentMails(parley.app.db, parley.app.sealer, 200)
    const sent = all.flatMap(({ state, mail }) => (state === 'sent' && mail ? [mail] : []))
    return sent.filter(({ to, text }) => to === cast[name].email && text.includes(`/rooms/${roomId}`))
  }
  const [mail] = await eventually(sentTo, (mails) => mails.length > 0)
  if (!mail) throw new Error('No mail')
  return mail
}

function partOf(mail: Mail) {
  const calendar = new ICAL.Component(ICAL.parse(mail.calendar?.content ?? ''))
  const event = calendar.getFirstSubcomponent('vevent')
  const text = (name: string) => String(event?.getFirstPropertyValue(name))
  return {
    method: String(calendar.getFirstPropertyValue('method')),
    uid: text('uid'),
    sequence: Number(text('sequence')),
    status: text('status'),
    starts: text('dtstart'),
    organizer: text('organizer'),
    attendees: event
      ?.getAllProperties('attendee')
      .map((one) => [
        String(one.getFirstValue()).toLowerCase(),
        one.getParameter('role'),
        one.getParameter('partstat'),
      ]),
  }
}
