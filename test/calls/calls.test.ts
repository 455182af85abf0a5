import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openPage } from '#test/rooms/live-socket.ts'
import { type Client, newKey, startTestApp, type TestApp } from '#test/support/app.ts'

import {
  comeIn,
  elsewhere,
  hearOut,
  hearSeats,
  makeMeeting,
  type Meeting,
  quiet,
  runningClock,
} from './call-world.ts'

// Two servers on one database, as behind a load balancer.
let one: TestApp
let two: TestApp
let ana: Client
let ben: Client
let chiyo: Client
let dev: Client
let eve: Client
let meeting: Meeting

beforeAll(async () => {
  const clock = runningClock()
  one = await startTestApp({ clock })
  two = await startTestApp({ clock, connectionString: one.connectionString })
  ;[ana, ben, chiyo, dev, eve] = await Promise.all([
    one.as('ana'),
    one.as('ben'),
    one.as('chiyo'),
    one.as('dev'),
    one.as('eve'),
  ])
  meeting = await makeMeeting(one, [ana, ben, chiyo, dev])
})
afterAll(async () => {
  await two.stop()
  await one.stop()
})

describe('who is in', () => {
  test('is told to everybody inside on every server, and shown to those who are about to come', async () => {
    const first = await comeIn(one, ana, meeting.token)
    expect(first.answer.ok).toMatchObject({ camera: false, sharing: false })
    await hearSeats(first.page, [first.seat])
    const second = await comeIn(two, elsewhere(ben, two.url), meeting.token, { camera: true })
    await hearSeats(first.page, [first.seat, second.seat])
    await hearSeats(second.page, [first.seat, second.seat])
    const ready = await chiyo.post(`/api/calls/${meeting.token}/join`)
    expect(ready.body.present.map(({ name }: { name: string }) => name)).toEqual(['Ana Silva', 'Ben Carter'])
    expect((await chiyo.get(`/api/join/${meeting.token}`)).body.present).toEqual(ready.body.present)

    await second.page.ask('call.state', { seat: second.seat, ...quiet })
    await first.page.until(
      ({ frames }) => JSON.stringify(frames.at(-1)).match(/"camera":true/) === null || undefined,
    )
    expect(await second.page.ask('call.leave', { seat: second.seat })).toHaveProperty('ok')
    await hearSeats(first.page, [first.seat])
    await hearOut(second.page)
    await first.page.ask('call.leave', { seat: first.seat })
    first.page.cut()
    second.page.cut()
  })

  test('a restart of the server changes nothing: the page comes back with its seat', async () => {
    const other = await comeIn(two, elsewhere(ben, two.url), meeting.token)
    const before = await comeIn(one, chiyo, meeting.token)
    await hearSeats(other.page, [other.seat, before.seat])
    const heard = other.page.frames.length
    before.page.cut()
    const again = await comeIn(two, elsewhere(chiyo, two.url), meeting.token, { seat: before.seat })
    await hearSeats(again.page, [other.seat, before.seat])
    expect(other.page.frames.slice(heard)).toEqual([])
    await Promise.all([
      other.page.ask('call.leave', { seat: other.seat }),
      again.page.ask('call.leave', { seat: again.seat }),
    ])
    other.page.cut()
    again.page.cut()
  })

  test('a second window of the same person may move the call to itself, and the first is out', async () => {
    const first = await comeIn(one, ben, meeting.token)
    const second = await comeIn(two, elsewhere(ben, two.url), meeting.token)
    expect(second.answer.code).toBe('call_elsewhere')
    const asked = { token: meeting.token, seat: second.seat, ...quiet, moves: true }
    expect(await second.page.ask('call.join', asked)).toHaveProperty('ok')
    await hearOut(first.page)
    await hearSeats(second.page, [second.seat])
    // What was somebody's seat is no key for anybody else.
    const thief = await openPage(one, chiyo)
    expect((await thief.ask('call.join', { ...asked, moves: false })).code).toBe('not_found')
    for (const name of ['call.state', 'call.leave'])
      expect((await thief.ask(name, { seat: second.seat, ...quiet })).code).toBe('not_found')
    await second.page.ask('call.leave', { seat: second.seat })
    for (const page of [first.page, second.page, thief]) page.cut()
  })
})

describe('signals', () => {
  test('pass between two servers whole, whatever their size, and are kept nowhere', async () => {
    const [here, there] = [
      await comeIn(one, ana, meeting.token),
      await comeIn(two, elsewhere(ben, two.url), meeting.token),
    ]
    const before = await one.app.db.selectFrom('events').selectAll().execute()
    const sdp = `v=0\r\n${'a=é😀 "x"\\ \u0000\r\n'.repeat(2500)}`
    const signal = { attempt: 3, description: { type: 'offer', sdp } }
    expect(await here.page.ask('call.signal', { seat: here.seat, to: there.seat, signal })).toHaveProperty(
      'ok',
    )
    const heard = await there.page.until(({ frames }) => frames.find(({ k }) => k === 'call.signal')?.d)
    expect(heard).toEqual({ from: here.seat, signal })
    const back = { attempt: 3, candidates: [{ candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0 }] }
    await there.page.ask('call.signal', { seat: there.seat, to: here.seat, signal: back })
    const answer = await here.page.until(({ frames }) => frames.find(({ k }) => k === 'call.signal')?.d)
    expect(answer).toEqual({ from: there.seat, signal: back })
    expect(await one.app.db.selectFrom('events').selectAll().execute()).toEqual(before)
    for (const { page, seat } of [here, there]) {
      await page.ask('call.leave', { seat })
      page.cut()
    }
  })

  test('reach nobody outside the call, and nobody can send them for somebody else', async () => {
    const inside = await comeIn(one, ana, meeting.token)
    const stranger = await openPage(one, chiyo)
    const signal = { attempt: 0, wants: 'restart' }
    const { seat } = inside
    for (const frame of [
      { seat, to: seat, signal },
      { seat: newKey(), to: seat, signal },
    ])
      expect((await stranger.ask('call.signal', frame)).code).toBe('not_found')
    expect((await inside.page.ask('call.signal', { seat, to: newKey(), signal })).code).toBe('not_found')
    await inside.page.ask('call.leave', { seat })
    inside.page.cut()
    stranger.cut()
  })

  const candidate = { candidate: 'x', sdpMid: '0', sdpMLineIndex: 0 }
  test.each<[string, object]>([
    ['a description above 64 kB', { description: { type: 'offer', sdp: 'x'.repeat(64 * 1024 + 1) } }],
    ['a candidate above 4 kB', { candidates: [{ ...candidate, candidate: 'x'.repeat(4097) }] }],
    ['more candidates than fit', { candidates: Array.from({ length: 31 }, () => candidate) }],
    ['a description of no kind', { description: { type: 'pranswer', sdp: 'x' } }],
    ['a description without text', { description: { type: 'offer' } }],
    ['candidates that are none', { candidates: [null] }],
    ['an attempt that is no number', { attempt: 'x' }],
    ['another wish', { wants: 'everything' }],
  ])('%s closes the connection with a code and hurts nobody', async (_, changes) => {
    const { page, seat } = await comeIn(one, dev, meeting.token, { moves: true })
    const signal = { attempt: 0, ...changes }
    expect((await page.ask('call.signal', { seat, to: seat, signal })).code).toBe('4400')
    expect((await ana.get(`/api/join/${meeting.token}`)).status).toBe(200)
  })

  test('more than two hundred at once close the connection with a code; fewer are all answered', async () => {
    const { page, seat } = await comeIn(one, dev, meeting.token, { moves: true })
    const ask = () => page.ask('call.state', { seat, ...quiet })
    const few = await Promise.all(Array.from({ length: 100 }, ask))
    expect(few.filter(({ ok }) => ok)).toHaveLength(100)
    await Promise.all(Array.from({ length: 400 }, ask))
    expect(await page.closed).toBe(4429)
  })
})

describe('out within five seconds', () => {
  test.each<[string, (meeting: Meeting) => Promise<unknown>]>([
    [
      'who is removed from the room',
      ({ roomId }) => ana.delete(`/api/rooms/${roomId}/members/${ben.personId}`),
    ],
    ['who leaves the room', ({ roomId }) => ben.post(`/api/rooms/${roomId}/leave`)],
    [
      'who declines',
      ({ meetingId }) =>
        ben.post(`/api/meetings/${meetingId}/response`, {
          requestId: newKey(),
          answer: 'declined',
          reason: 'Another time',
        }),
    ],
  ])('is %s, and everybody inside is told', async (_, end) => {
    const own = await makeMeeting(one, [ana, chiyo, ben])
    const inside = await comeIn(two, elsewhere(ana, two.url), own.token)
    const out = await comeIn(one, ben, own.token)
    await hearSeats(inside.page, [inside.seat, out.seat])
    const since = performance.now()
    expect(await end(own)).toMatchObject({ status: 200 })
    await Promise.all([hearOut(out.page, 5_000), hearSeats(inside.page, [inside.seat], 5_000)])
    expect(performance.now() - since).toBeLessThan(5_000)
    const again = await out.page.ask('call.join', { token: own.token, seat: out.seat, ...quiet, moves: true })
    expect(again.code).toBe('not_found')
    expect((await ben.post(`/api/calls/${own.token}/join`)).status).toBe(404)
    inside.page.cut()
    out.page.cut()
  })

  test('is everybody, once the meeting is cancelled', async () => {
    const own = await makeMeeting(one, [ana, ben])
    const all = [await comeIn(one, ana, own.token), await comeIn(two, elsewhere(ben, two.url), own.token)]
    await ana.post(`/api/meetings/${own.meetingId}/cancel`, { requestId: newKey(), reason: 'No power' })
    for (const { page, seat } of all) {
      await hearOut(page, 5_000)
      const again = await page.ask('call.join', { token: own.token, seat, ...quiet, moves: true })
      expect(again.code).toBe('call_cancelled')
      page.cut()
    }
  })
})

describe('what is no time for a call', () => {
  test('is said, and Eve, who is not asked, learns nothing', async () => {
    const own = await makeMeeting(one, [ana, ben])
    const ready = () => ana.post(`/api/calls/${own.token}/join`)
    const startsAt = Date.parse(own.startsAt)
    for (const [at, code] of [
      [startsAt - 10 * 60_000 - 5_000, 'call_early'],
      [startsAt + 150 * 60_000 + 5_000, 'call_ended'],
    ] as const) {
      one.clock.set(new Date(at).toISOString())
      expect((await ready()).body.error).toMatchObject({ code })
      expect((await comeIn(one, ana, own.token)).answer.code).toBe(code)
    }
    one.clock.set(own.startsAt)
    expect((await ready()).status).toBe(200)
    expect((await comeIn(one, eve, own.token)).answer.code).toBe('not_found')
    const nothing = await eve.post(`/api/calls/${own.token}/join`)
    expect(nothing.body).toMatchObject({ error: { code: 'not_found' } })
    expect(JSON.stringify(nothing.body)).not.toMatch(/Kitchen|Ana|Ben|Carter/)
  })
})

test('a call is called by its room, whose old name is kept nowhere', async () => {
  const own = await makeMeeting(one, [ana, ben])
  const title = async () => (await ben.get(`/api/join/${own.token}`)).body.title
  expect(await title()).toBe('Meeting: Kitchen rebuild')
  await ana.patch(`/api/rooms/${own.roomId}`, { name: 'Bath' })
  expect(await title()).toBe('Meeting: Bath')
  const kept = await one.app.db.selectFrom('calls').select('wanted').execute()
  expect(JSON.stringify(kept)).not.toMatch(/Kitchen|Bath/)
})

describe('a page that is gone', () => {
  test('without a word leaves the list within twenty seconds, also when its server died, and stays on record', async () => {
    const own = await makeMeeting(one, [ana, ben, chiyo])
    const three = await startTestApp({ clock: one.clock, connectionString: one.connectionString })
    const inside = await comeIn(one, ana, own.token)
    const [closed, orphan] = [
      await comeIn(two, elsewhere(ben, two.url), own.token),
      await comeIn(three, elsewhere(chiyo, three.url), own.token),
    ]
    await hearSeats(inside.page, [inside.seat, closed.seat, orphan.seat])
    closed.page.cut()
    await three.stop()
    await hearSeats(inside.page, [inside.seat], 20_000)
    const rows = await one.app.db
      .selectFrom('call_seats')
      .select(['person_id', 'joined_at', 'left_at'])
      .where('id', 'in', [closed.seat, orphan.seat])
      .execute()
    expect(rows.map((row) => row.person_id).toSorted()).toEqual([ben.personId, chiyo.personId].toSorted())
    for (const row of rows) {
      const lasted = (row.left_at ?? 0) - row.joined_at
      expect(lasted).toBeGreaterThanOrEqual(0)
      expect(lasted).toBeLessThan(20_000)
    }
    inside.page.cut()
  }, 60_000)
})
