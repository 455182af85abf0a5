import { afterEach, describe, expect, test } from 'vitest'

import { type Client, makeRoom, newKey } from '#test/support/app.ts'

import { bookFor, eventually, offerOf, sendOffer } from '../meetings/offers.ts'
import { anaThere, benThere, linkGoogle, onlyLink, until } from './google-world.ts'
import {
  agree,
  cancel,
  catchUp,
  eventThere,
  inTime,
  look,
  type MeetingWorld,
  monday,
  move,
  standsOf,
  startMeetingWorld,
  startsThere,
  tuesday,
  writeOnly,
} from './meeting-world.ts'

let world: MeetingWorld

afterEach(async () => {
  expect(world.google.breaches()).toEqual([])
  await world.stop()
})

const written = { 'Ana Silva': 'written', 'Ben Carter': 'written' }

/** Waits until every copy stands as it should. */
async function settled(meetingId: string, stands: Record<string, string> = written): Promise<void> {
  await eventually(
    () => standsOf(world.ana, meetingId),
    (now) => inOrder(now) === inOrder(stands),
  )
}

async function isWritten(meetingId: string): Promise<boolean> {
  return inOrder(await standsOf(world.ana, meetingId)) === inOrder({ 'Ana Silva': 'written' })
}

function inOrder(stands: Record<string, string>): string {
  return JSON.stringify(Object.entries(stands).toSorted(([one], [other]) => one.localeCompare(other, 'en')))
}

function requests(method: string): number {
  return world.google.requests.filter((one) => one.method === method && one.path.endsWith('/events')).length
}

/** What waits to be written into the calendars of this person, or was given up. */
async function behindOf(person: Client) {
  return (await person.get('/api/calendars/copies')).body.copies
}

/** Eve, whose address is known to be hers. */
async function asOperator() {
  const eve = await world.parley.as('eve')
  const mails = await world.parley.mails()
  const verify = mails.find(({ to, text }) => to === 'eve@parley.test' && text.includes('/link/'))
  await eve.post(`/api/mailed-links/${/\/link\/([\w-]+)/.exec(verify?.text ?? '')?.[1]}`)
  return eve
}

describe('a meeting in the calendars of its people', () => {
  test('is one event while it moves, and none once it is cancelled', async () => {
    world = await startMeetingWorld()
    const meetingId = await agree(world)
    await settled(meetingId)
    const { joinUrl } = await look(world.ana, meetingId)
    expect(eventThere(world)).toMatchObject({ summary: 'Meeting: Kitchen rebuild', location: joinUrl })
    const { description, attendees } = eventThere(world, benThere)
    expect(description).toContain('Ana Silva')
    expect(description).toContain('Bring the plans')
    expect(attendees).toBeUndefined()

    for (const at of [monday('11:00'), tuesday('09:00'), monday('16:00')]) {
      expect((await move(world.ben, meetingId, at)).status).toBe(200)
    }
    await until(
      () => [anaThere, benThere].every((email) => startsThere(world, email).join() === monday('16:00')),
      'both events are at the last time',
    )
    await settled(meetingId)
    // Our own writes come back as news of the calendar, and are none.
    await catchUp(world, 10)
    const { changes } = await look(world.ana, meetingId)
    expect(changes.map((change: { kind: string }) => change.kind)).toEqual([
      'booked',
      'rescheduled',
      'rescheduled',
      'rescheduled',
    ])
    await cancel(world.ana, meetingId)
    await until(() => startsThere(world).length + startsThere(world, benThere).length === 0, 'both are gone')
    expect(requests('POST')).toBe(2)
  })

  test('moved and then cancelled while the calendar is away ends cancelled', async () => {
    world = await startMeetingWorld({ ben: false })
    const meetingId = await agree(world)
    await settled(meetingId, { 'Ana Silva': 'written' })
    const outage = world.google.fail({ kind: 'backend-error', times: 1_000 })
    await move(world.ben, meetingId, monday('11:00')) // Read live fails, too: booked from what is known.
    await cancel(world.ana, meetingId)
    outage.cancel()
    await inTime(world, () => startsThere(world).length === 0, 'it is gone')
  })

  test('is written once although the answer to its creation was lost', async () => {
    world = await startMeetingWorld({ ben: false })
    world.google.fail({ kind: 'lost-reply', match: { method: 'POST', path: '/events' } })
    const meetingId = await agree(world)
    await settled(meetingId, { 'Ana Silva': 'retrying' })
    expect(startsThere(world)).toEqual([monday('10:00')])
    await inTime(world, () => isWritten(meetingId), 'it is written')
    expect(startsThere(world)).toEqual([monday('10:00')])
  })

  test('is gone although the answer to its creation was lost and it was cancelled before the next try', async () => {
    world = await startMeetingWorld({ ben: false })
    world.google.fail({ kind: 'lost-reply', match: { method: 'POST', path: '/events' } })
    const meetingId = await agree(world)
    await settled(meetingId, { 'Ana Silva': 'retrying' })
    await cancel(world.ana, meetingId)
    await inTime(world, () => startsThere(world).length === 0, 'it is gone')
  })

  test('is written once by whoever comes after a worker that died', async () => {
    world = await startMeetingWorld({ ben: false })
    const meetingId = await agree(world)
    await settled(meetingId, { 'Ana Silva': 'written' })
    // As it was before the dead worker could say that it was done.
    const { app, clock } = world.parley
    const leasedUntil = new Date(clock.now() + 120_000)
    await app.db
      .updateTable('calendar_copies')
      .set({
        state: 'waiting',
        external_id: null,
        etag: null,
        written_version: null,
        leased_until: leasedUntil,
      })
      .execute()
    await catchUp(world, 1)
    await settled(meetingId, { 'Ana Silva': 'waiting' })
    await catchUp(world, 2)
    await settled(meetingId, { 'Ana Silva': 'written' })
    expect(startsThere(world)).toEqual([monday('10:00')])
  })

  test('is lost in no outage: after a day it is written once, without a storm before', async () => {
    world = await startMeetingWorld({ ben: false })
    const outage = world.google.fail({ kind: 'backend-error', times: 10_000 })
    const meetingId = await agree(world)
    await settled(meetingId, { 'Ana Silva': 'retrying' })
    const mine = (await look(world.ana, meetingId)).copies[0]
    const others = (await look(world.ben, meetingId)).copies[0]
    expect(mine.sentence).toEqual(expect.any(String))
    expect(others).toEqual({ ...mine, sentence: null })
    expect((await onlyLink(world.ana)).waiting).toBe(1)
    const before = requests('POST')
    for (let hour = 0; hour < 24; hour += 1) await catchUp(world, 60)
    expect(requests('POST') - before).toBeLessThanOrEqual(24)
    outage.cancel()
    await inTime(world, () => isWritten(meetingId), 'it is written')
    expect(startsThere(world)).toEqual([monday('10:00')])
  })

  test('is given up after three days, said so, and written when its owner asks for it', async () => {
    world = await startMeetingWorld({ ben: false }, { OPERATORS: 'eve@parley.test' })
    const eve = await asOperator()
    const outage = world.google.fail({ kind: 'backend-error', times: 10_000 })
    const meetingId = await bookFor(
      world.ben,
      await sendOffer(world.ana, world.roomId, { fromDate: '2026-11-02', untilDate: '2026-11-06' }),
      '2026-11-03T10:00:00Z',
    )
    await settled(meetingId, { 'Ana Silva': 'retrying' })
    const mine = {
      subjectId: meetingId,
      provider: 'google',
      title: 'Meeting: Kitchen rebuild',
      startsAt: '2026-11-03T10:00:00Z',
      endsAt: '2026-11-03T10:30:00Z',
      since: '2026-10-23T10:00:00Z',
      needsRelink: false,
    }
    const trouble = 'Google cannot be reached at the moment. Parley tries again by itself.'
    expect(await behindOf(world.ana)).toEqual([{ ...mine, state: 'waiting', trouble }])
    for (let hours = 0; hours < 80; hours += 8) {
      await catchUp(world, 8 * 60)
      // Reading it has failed just now, and the account rests for a minute.
      await writeOnly(world, 2)
    }
    await settled(meetingId, { 'Ana Silva': 'parked' })
    const given = { state: 'parked', trouble: 'For three days it could not be written.' }
    expect(await behindOf(world.ana)).toEqual([{ ...mine, ...given }])
    // Nobody else sees it; who runs this Parley sees that it is one, and no more.
    expect(await behindOf(world.ben)).toEqual([])
    expect(await behindOf(eve)).toEqual([])
    expect((await eve.get('/api/calendars/copies/counts')).body).toEqual({
      counts: [{ provider: 'google', state: 'parked', count: 1, oldest: mine.since }],
    })
    expect((await world.ana.get('/api/calendars/copies/counts')).status).toBe(404)
    outage.cancel()
    await catchUp(world, 60)
    await writeOnly(world, 2)
    expect(startsThere(world)).toEqual([])
    const again = `/api/calendars/copies/${meetingId}/again`
    expect((await world.ben.post(again)).body.error.code).toBe('nothing_to_write')
    expect((await eve.post(again)).status).toBe(404)
    expect((await world.ana.post(again)).status).toBe(200)
    await settled(meetingId, { 'Ana Silva': 'written' })
    expect(await behindOf(world.ana)).toEqual([])
    expect(startsThere(world)).toEqual(['2026-11-03T10:00:00Z'])
  })

  test('waits exactly as long as the provider asks for', async () => {
    world = await startMeetingWorld({ ben: false })
    world.google.fail({
      kind: 'rate-limit',
      status: 429,
      retryAfterSeconds: 120,
      match: { method: 'POST', path: '/events' },
    })
    const meetingId = await agree(world)
    await settled(meetingId, { 'Ana Silva': 'retrying' })
    const before = world.google.requests.length
    world.parley.clock.advance(119_000)
    await catchUp(world)
    expect(world.google.requests.length).toBe(before)
    world.parley.clock.advance(1_000)
    await catchUp(world)
    await settled(meetingId, { 'Ana Silva': 'written' })
  })
})

describe('who only attends', () => {
  test('has it unless they do not want that, loses it by declining, and gets it back by accepting', async () => {
    world = await startMeetingWorld({ ana: false, ben: false })
    const devThere = 'dev.patel@example.com'
    world.google.addAccount({ email: devThere, timeZone: 'Asia/Kolkata' })
    const dev = await world.parley.as('dev')
    await linkGoogle(world, dev, { email: devThere })
    const roomId = await makeRoom(world.ana, [world.ben, dev])
    const meetingId = await bookFor(world.ben, await sendOffer(world.ana, roomId), monday('10:00'))
    await settled(meetingId, { 'Dev Patel': 'written' })
    const answer = (kind: string) =>
      dev.post(`/api/meetings/${meetingId}/response`, { requestId: newKey(), answer: kind, reason: '' })
    await answer('declined')
    await until(() => startsThere(world, devThere).length === 0, 'it is gone')
    await answer('accepted')
    await settled(meetingId, { 'Dev Patel': 'written' })
    expect(startsThere(world, devThere)).toEqual([monday('10:00')])

    await dev.put('/api/calendars/settings', { writesAttended: false })
    const second = await bookFor(world.ben, await sendOffer(world.ana, roomId), monday('12:00'))
    await catchUp(world, 1)
    expect(await standsOf(dev, second)).toEqual({})
    await dev.put('/api/calendars/settings', { writesAttended: true })
    await settled(second, { 'Dev Patel': 'written' })

    await dev.post(`/api/rooms/${roomId}/leave`)
    await until(() => startsThere(world, devThere).length === 0, 'whoever left has none of it')
  })

  test('who comes into the room later gets it as well', async () => {
    world = await startMeetingWorld({ ana: false })
    const roomId = await makeRoom(world.ana, [await world.parley.as('dev')])
    const dev = await world.parley.as('dev')
    const meetingId = await bookFor(dev, await sendOffer(world.ana, roomId), monday('10:00'))
    const link = await world.ana.post(`/api/rooms/${roomId}/entries/link`)
    await world.ben.post(`/api/entries/${String(link.body.entry.url).split('/').at(-1)}`)
    await settled(meetingId, { 'Ben Carter': 'written' })
    expect(startsThere(world, benThere)).toEqual([monday('10:00')])
  })
})

describe('a link that comes later', () => {
  test('is given what was agreed before and is still to come', async () => {
    world = await startMeetingWorld({ ana: false, ben: false })
    const meetingId = await agree(world)
    expect(await standsOf(world.ana, meetingId)).toEqual({})
    await linkGoogle(world, world.ana)
    await settled(meetingId, { 'Ana Silva': 'written' })
    expect(startsThere(world)).toEqual([monday('10:00')])
  })

  test.each([
    ['through Google’s own form', (joinUrl: string) => ({ location: joinUrl })],
    ['from the file', (_: string, uid: string) => ({ iCalUID: uid })],
  ])('takes what was added by hand for its own: %s', async (_, marks) => {
    world = await startMeetingWorld({ ana: false, ben: false })
    const meetingId = await agree(world)
    const { joinUrl } = await look(world.ana, meetingId)
    const row = await world.parley.app.db.selectFrom('meetings').select('uid').executeTakeFirstOrThrow()
    const person = world.google.person(anaThere)
    const times = { start: monday('10:00'), end: monday('10:30') }
    const id = person.addEvent({ summary: 'Meeting', ...times, ...marks(joinUrl, row.uid) })
    await linkGoogle(world, world.ana)
    await settled(meetingId, { 'Ana Silva': 'written' })
    expect(eventThere(world).id).toBe(id)
    // It is no other business of hers, so its time is free when the meeting moves.
    await move(world.ben, meetingId, monday('10:30'))
    await until(() => startsThere(world).join() === monday('10:30'), 'what was added by hand follows')
    await cancel(world.ana, meetingId)
    await until(() => startsThere(world).length === 0, 'and goes')
  })

  test('made again after a grant was withdrawn writes what was missed, once', async () => {
    world = await startMeetingWorld({ ben: false })
    const meetingId = await agree(world)
    await settled(meetingId, { 'Ana Silva': 'written' })
    const { id: linkId } = await onlyLink(world.ana)
    world.google.revoke(anaThere)
    await catchUp(world, 4)
    await move(world.ben, meetingId, monday('11:00'))
    const second = await agree(world, monday('14:00'))
    await settled(second, { 'Ana Silva': 'relink' })
    expect(await standsOf(world.ben, meetingId)).toEqual({ 'Ana Silva': 'relink' })
    world.parley.clock.advance(60_000)
    await linkGoogle(world, world.ana, { relinksId: linkId })
    await settled(second, { 'Ana Silva': 'written' })
    await settled(meetingId, { 'Ana Silva': 'written' })
    expect(startsThere(world)).toEqual([monday('11:00'), monday('14:00')])
  })
})

test('a relink window that is over stops writing; relinking writes what was missed and not added by hand', async () => {
  world = await startMeetingWorld({ ben: false }, { OPERATORS: 'eve@parley.test' })
  const eve = await asOperator()
  const { id: linkId } = await onlyLink(world.ana)
  const window = {
    providers: ['google'],
    from: '2026-10-24',
    until: '2026-10-24',
    timeZone: 'UTC',
    text: 'Please.',
  }
  expect((await eve.post('/api/calendars/relink-windows', window)).status).toBe(200)
  world.parley.clock.set('2026-10-25T08:00:00Z')
  const [first, second, third] = [
    await agree(world, monday('10:00')),
    await agree(world, monday('11:00')),
    await agree(world, monday('12:00')),
  ]
  await catchUp(world, 5)
  expect(startsThere(world)).toEqual([])
  await settled(first, { 'Ana Silva': 'relink' })
  // What it cannot write now it cannot make a place for either.
  const online = await world.ana.post(`/api/rooms/${world.roomId}/invites`, offerOf({ place: 'meet' }))
  expect(Object.keys(online.body.error.fields)).toEqual(['place'])
  const behind = await behindOf(world.ana)
  expect(behind).toHaveLength(3)
  for (const subjectId of [first, second, third])
    expect(behind).toContainEqual(expect.objectContaining({ subjectId, needsRelink: true }))
  const person = world.google.person(anaThere)
  const { joinUrl } = await look(world.ana, first)
  person.addEvent({ summary: 'By form', start: monday('10:00'), end: monday('10:30'), location: joinUrl })
  const row = await world.parley.app.db
    .selectFrom('meetings')
    .select('uid')
    .where('id', '=', second)
    .executeTakeFirstOrThrow()
  person.addEvent({ summary: 'By file', start: monday('11:00'), end: monday('11:30'), iCalUID: row.uid })
  await linkGoogle(world, world.ana, { relinksId: linkId })
  for (const meetingId of [first, second, third]) await settled(meetingId, { 'Ana Silva': 'written' })
  expect(startsThere(world)).toEqual([monday('10:00'), monday('11:00'), monday('12:00')])
})

test('after the link is ended nothing is asked of the calendar, and what stands there stays', async () => {
  world = await startMeetingWorld({ ben: false })
  const meetingId = await agree(world)
  await settled(meetingId, { 'Ana Silva': 'written' })
  await world.ana.delete(`/api/calendars/links/${(await onlyLink(world.ana)).id}`)
  const before = world.google.requests.length
  await move(world.ben, meetingId, monday('11:00'))
  await cancel(world.ana, meetingId)
  await catchUp(world, 60)
  expect(world.google.requests.length).toBe(before)
  expect(startsThere(world)).toEqual([monday('10:00')])
  expect(await standsOf(world.ana, meetingId)).toEqual({})
  await linkGoogle(world, world.ana)
  await catchUp(world, 60)
  expect(startsThere(world)).toEqual([monday('10:00')])
})
