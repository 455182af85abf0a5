import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { chores, listBusy, readNow } from '#calendars'
import { listVersions } from '#availability'
import { type Instant, parseInstant } from '#time/instant.ts'

import { anaThere, type GoogleWorld, linkGoogle, onlyLink, startGoogleWorld, until } from './google-world.ts'

let world: GoogleWorld

beforeEach(async () => {
  world = await startGoogleWorld({ ALLOW_PRIVATE_NETS: '127.0.0.1/32' })
})
afterEach(() => world.stop())

const at = (text: string): Instant => parseInstant(text) ?? Number.NaN
const week = [at('2026-10-26T00:00:00Z'), at('2026-11-02T00:00:00Z')] as const
const monday = { start: '2026-10-26T09:00:00Z', end: '2026-10-26T10:00:00Z' }
const tuesday = { start: '2026-10-27T09:00:00Z', end: '2026-10-27T10:00:00Z' }
const busyOn = (day: typeof monday) => [at(day.start), at(day.end)]

const readCalendars = () => chores[0]?.run(world.parley.app)

/** What slots are made from, for one person. */
async function busyOf(personId: string) {
  const { app } = world.parley
  const [busy] = await listBusy(app.db, [personId], week, app.now())
  if (!busy) throw new Error('Nobody was asked about.')
  return { ...busy, intervals: busy.calendars.flatMap(({ intervals }) => intervals) }
}

async function versionOf(personId: string): Promise<number> {
  return (await listVersions(world.parley.app.db, [personId]))[0] ?? 0
}

describe('what stands in a calendar', () => {
  test('takes time away once it is linked, and what is added later by the next reading', async () => {
    const ana = await world.parley.as('ana')
    const person = world.google.person(anaThere)
    expect(await busyOf(ana.personId)).toMatchObject({ intervals: [], isUnknown: false, readAt: null })
    person.addEvent(monday)
    person.addEvent({ ...tuesday, transparency: 'transparent' })
    await linkGoogle(world, ana)
    expect(await busyOf(ana.personId)).toMatchObject({
      intervals: [busyOn(monday)],
      isUnknown: false,
      readAt: at('2026-10-23T10:00:00Z'),
      trueUntil: at('2026-10-24T10:00:00Z'),
    })

    world.google.dropNotifications(10)
    const before = await versionOf(ana.personId)
    person.addEvent(tuesday)
    world.parley.clock.advance(10 * 60_000)
    await readCalendars()
    expect((await busyOf(ana.personId)).intervals).toEqual([busyOn(monday), busyOn(tuesday)])
    expect(await versionOf(ana.personId)).toBeGreaterThan(before)
  })

  test('that did not change is not read again, and answers made from it stay', async () => {
    const ana = await world.parley.as('ana')
    world.google.person(anaThere).addEvent(monday)
    await linkGoogle(world, ana)
    const before = await versionOf(ana.personId)
    world.parley.clock.advance(10 * 60_000)
    await readCalendars()
    const readAt = at('2026-10-23T10:10:00Z')
    await until(async () => (await busyOf(ana.personId)).readAt === readAt, 'it was looked at')
    expect((await busyOf(ana.personId)).intervals).toEqual([busyOn(monday)])
    expect(await versionOf(ana.personId)).toBe(before)
  })

  test('counts by the rules of its owner, at once', async () => {
    const ana = await world.parley.as('ana')
    world.google.person(anaThere).addEvent({ ...monday, status: 'tentative' })
    const linkId = await linkGoogle(world, ana)
    expect((await busyOf(ana.personId)).intervals).toEqual([busyOn(monday)])
    const before = await versionOf(ana.personId)
    await ana.put(`/api/calendars/links/${linkId}/rules`, {
      tentative: false,
      unanswered: true,
      allDay: true,
    })
    expect((await busyOf(ana.personId)).intervals).toEqual([])
    expect(await versionOf(ana.personId)).toBeGreaterThan(before)
  })

  test('of a calendar that does not count takes nothing away', async () => {
    const ana = await world.parley.as('ana')
    world.google.person(anaThere).addEvent(monday)
    await linkGoogle(world, ana)
    const [calendar] = (await onlyLink(ana)).calendars
    await ana.put(`/api/calendars/calendars/${calendar.id}`, { countsAsBusy: false, receives: true })
    expect((await busyOf(ana.personId)).intervals).toEqual([])
  })
})

describe('what cannot be read', () => {
  test('counts as it was for a day, then nobody knows; ignoring it makes the time known, reading it makes it count', async () => {
    const ana = await world.parley.as('ana')
    world.google.person(anaThere).addEvent(monday)
    await linkGoogle(world, ana)
    const fault = world.google.fail({
      kind: 'status',
      status: 503,
      times: 10_000,
      match: { path: '/calendar' },
    })
    world.parley.clock.advance(23 * 3_600_000)
    await readCalendars()
    expect(await busyOf(ana.personId)).toMatchObject({ intervals: [busyOn(monday)], isUnknown: false })
    expect((await onlyLink(ana)).trouble).toMatchObject({ mend: null })
    world.parley.clock.advance(3_600_000)
    expect(await busyOf(ana.personId)).toMatchObject({
      intervals: [],
      isUnknown: true,
      dark: [{ name: anaThere }],
      trueUntil: Number.POSITIVE_INFINITY,
    })
    const link = await onlyLink(ana)
    expect(link.trouble).toMatchObject({ mend: 'ignore' })
    const [calendar] = link.calendars
    const before = await versionOf(ana.personId)
    await ana.post(`/api/calendars/calendars/${calendar.id}/ignore`, { ignored: true })
    expect(await busyOf(ana.personId)).toMatchObject({ intervals: [], isUnknown: false })
    expect(await versionOf(ana.personId)).toBeGreaterThan(before)

    fault.cancel()
    world.parley.clock.advance(20 * 60_000)
    await readCalendars()
    expect(await busyOf(ana.personId)).toMatchObject({ intervals: [busyOn(monday)], isUnknown: false })
    expect(await onlyLink(ana)).toMatchObject({
      trouble: null,
      calendars: [{ ignored: false, trouble: null }],
    })
  })

  test('is left alone for as long as it asks, and five failures in a row for a minute each', async () => {
    const ana = await world.parley.as('ana')
    const linkId = await linkGoogle(world, ana)
    world.google.fail({
      kind: 'status',
      status: 429,
      headers: { 'retry-after': '120' },
      match: { path: '/calendar' },
    })
    await ana.post(`/api/calendars/links/${linkId}/read`)
    const asked = world.google.requests.length
    world.parley.clock.advance(119_000)
    await ana.post(`/api/calendars/links/${linkId}/read`)
    expect(world.google.requests.length).toBe(asked)
    world.parley.clock.advance(1_000)
    await ana.post(`/api/calendars/links/${linkId}/read`)
    expect(world.google.requests.length).toBeGreaterThan(asked)
    expect((await onlyLink(ana)).trouble).toBeNull()

    const down = world.google.fail({
      kind: 'status',
      status: 500,
      times: 10_000,
      match: { path: '/calendar' },
    })
    for (let tries = 0; tries < 5; tries += 1) await ana.post(`/api/calendars/links/${linkId}/read`)
    const { hits } = down
    for (let tries = 0; tries < 3; tries += 1) await ana.post(`/api/calendars/links/${linkId}/read`)
    expect(down.hits).toBe(hits)
    world.parley.clock.advance(60_000)
    await ana.post(`/api/calendars/links/${linkId}/read`)
    expect(down.hits).toBeGreaterThan(hits)
  })

  test('an answer that is not whole deletes nothing', async () => {
    const ana = await world.parley.as('ana')
    world.google.person(anaThere).addEvent(monday)
    const linkId = await linkGoogle(world, ana)
    world.google.fail({ kind: 'malformed', times: 20, match: { path: '/calendar' } })
    await ana.post(`/api/calendars/links/${linkId}/read`)
    expect((await busyOf(ana.personId)).intervals).toEqual([busyOn(monday)])
  })
})

describe('at the moment of a booking', () => {
  const interval = [at('2026-10-27T09:00:00Z'), at('2026-10-27T09:30:00Z')] as const

  test('calendars are read live, and what was found is in the mirror', async () => {
    const ana = await world.parley.as('ana')
    await linkGoogle(world, ana)
    world.google.dropNotifications(10)
    world.google.person(anaThere).addEvent(tuesday)
    const before = await versionOf(ana.personId)
    expect(await readNow(world.parley.app, ana.personId, interval)).toEqual({ state: 'live', readAt: null })
    expect((await busyOf(ana.personId)).intervals).toEqual([busyOn(tuesday)])
    expect(await versionOf(ana.personId)).toBeGreaterThan(before)
  })

  test('one that is away for less than a day is known by its copy; longer, by nothing', async () => {
    const ana = await world.parley.as('ana')
    await linkGoogle(world, ana)
    world.google.fail({ kind: 'status', status: 503, times: 10_000, match: { path: '/' } })
    const readAt = at('2026-10-23T10:00:00Z')
    expect(await readNow(world.parley.app, ana.personId, interval)).toEqual({ state: 'copy', readAt })
    world.parley.clock.advance(24 * 3_600_000)
    expect(await readNow(world.parley.app, ana.personId, interval)).toEqual({ state: 'unknown', readAt })
  })

  test('nobody waits longer than three seconds', async () => {
    const ana = await world.parley.as('ana')
    await linkGoogle(world, ana)
    world.google.fail({ kind: 'stall', times: 20, match: { path: '/calendar' } })
    const began = performance.now()
    expect((await readNow(world.parley.app, ana.personId, interval)).state).toBe('copy')
    expect(performance.now() - began).toBeLessThan(3_600)
  })

  test('whoever has linked nothing is known', async () => {
    const ben = await world.parley.as('ben')
    expect(await readNow(world.parley.app, ben.personId, interval)).toEqual({ state: 'live', readAt: null })
  })
})

describe('a feed', () => {
  test('is read, is nobody else’s business, and never receives', async () => {
    const feed = await serveFeed()
    const ana = await world.parley.as('ana')
    const linked = await ana.post('/api/calendars/links/feed', { address: feed.url })
    expect(linked.status, JSON.stringify(linked.body)).toBe(200)
    const link = await onlyLink(ana)
    expect(link).toMatchObject({
      provider: 'feed',
      shownAs: new URL(feed.url).host,
      calendars: [{ countsAsBusy: true, receives: false, canWrite: false }],
    })
    expect(JSON.stringify(link)).not.toContain('secret-of-the-feed')
    expect((await busyOf(ana.personId)).intervals).toEqual([busyOn(monday)])

    feed.say('<html>Please sign in</html>')
    world.parley.clock.advance(16 * 60_000)
    await readCalendars()
    expect((await busyOf(ana.personId)).intervals).toEqual([busyOn(monday)])
    const [calendar] = link.calendars
    await until(async () => (await onlyLink(ana)).trouble !== null, 'the trouble shows')
    const refused = await ana.put(`/api/calendars/calendars/${calendar.id}`, {
      countsAsBusy: true,
      receives: true,
    })
    expect(refused.body.error.code).toBe('cannot_receive')
    await feed.stop()
  })

  test.each([
    'http://10.0.0.1/x.ics',
    'https://169.254.169.254/latest',
    'https://[::1]/x',
    'webcal://localhost/x',
  ])('at %s is not asked for', async (address) => {
    const ana = await world.parley.as('ana')
    const refused = await ana.post('/api/calendars/links/feed', { address })
    expect([409, 422]).toContain(refused.status)
    expect((await ana.get('/api/calendars')).body.links).toEqual([])
  })
})

/** A feed with one event, whose address opens it. */
async function serveFeed() {
  let text = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//test//EN',
    'BEGIN:VEVENT',
    'UID:one@test',
    'DTSTAMP:20261001T000000Z',
    'DTSTART:20261026T090000Z',
    'DTEND:20261026T100000Z',
    'SUMMARY:Nobody else reads this',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n')
  const server = createServer((request, response) => {
    const isKnown = request.url === '/secret-of-the-feed.ics'
    response.writeHead(isKnown ? 200 : 404, { 'content-type': 'text/calendar; charset=utf-8' })
    response.end(isKnown ? text : '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/secret-of-the-feed.ics`,
    say: (other: string) => (text = other),
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
