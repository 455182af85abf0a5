import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { createFeed } from '#calendars/providers/feed.ts'
import { HOUR, type Instant } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

let server: Server
let address = ''
let answer: Answer = () => undefined
let now: Instant = 0
let asked: IncomingMessage[] = []

const calendar = { externalId: 'feed', timeZone: 'Europe/Lisbon', canWrite: false }
const window: Interval = [Date.parse('2026-10-01T00:00:00Z'), Date.parse('2026-12-01T00:00:00Z')]
const soon = () => AbortSignal.timeout(10_000)
const feed = createFeed({ allowPrivateNets: ['127.0.0.1'], now: () => now })
const access = () => ({ address, scopes: '' })

beforeEach(async () => {
  now = Date.parse('2026-10-23T08:00:00Z')
  asked = []
  server = createServer((request, response) => {
    asked.push(request)
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-address.ics`
})

afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

describe('a calendar address', () => {
  test('is one calendar that is only read, with the name and the zone it gives itself', async () => {
    answer = gives(file(['X-WR-CALNAME:Team\\, all of it', 'X-WR-TIMEZONE:Romance Standard Time'], 1))
    expect(await feed.listCalendars(access(), soon())).toEqual([
      {
        externalId: 'feed',
        name: 'Team, all of it',
        timeZone: 'Europe/Paris',
        isPrimary: true,
        canWrite: false,
        conference: null,
      },
    ])
    const wanted = {
      uid: 'a@b',
      sequence: 0,
      startsAt: now,
      endsAt: now + HOUR,
      timeZone: 'UTC',
      title: '',
      attendees: [],
      joinUrl: 'https://talk.example/join/a',
      note: '',
    }
    await expect(
      feed.writeEvent(access(), calendar, { key: 'k', wanted, known: null }, soon()),
    ).rejects.toMatchObject({
      kind: 'rejected',
    })
  })

  test('takes a name and a password as they are where their percent signs say nothing', async () => {
    answer = gives(file([], 1))
    const typed = address.replace('//', '//a%ff:100%@')
    await feed.listCalendars({ address: typed, scopes: '' }, soon())
    expect(asked[0]?.headers.authorization).toBe(`Basic ${btoa('a%ff:100%')}`)
  })

  test('gives its events, each under a name of its own', async () => {
    answer = gives(file([], 2))
    const events = await feed.readEvents(access(), calendar, window, soon())
    expect(events.map(({ startsAt, busy }) => [new Date(startsAt).toISOString(), busy])).toEqual([
      ['2026-10-26T09:00:00.000Z', 'busy'],
      ['2026-10-27T09:00:00.000Z', 'busy'],
    ])
    expect(new Set(events.map(({ externalId }) => externalId)).size).toBe(2)
  })

  test('may carry a name and a password, which go in a header', async () => {
    answer = gives(file([], 1))
    await feed.listCalendars(
      { address: address.replace('http://', 'http://ana:s%40cret@'), scopes: '' },
      soon(),
    )
    expect(asked[0]?.headers.authorization).toBe(`Basic ${btoa('ana:s@cret')}`)
  })

  test.each(['ftp://calendar.example/a.ics', 'calendar', '', 'file:///etc/passwd'])(
    '%s is none',
    async (wrong) => {
      await expect(feed.listCalendars({ address: wrong, scopes: '' }, soon())).rejects.toMatchObject({
        kind: 'rejected',
      })
    },
  )

  test('webcal means https, and no private address is asked', async () => {
    const strict = createFeed({ allowPrivateNets: [] })
    for (const at of [address, address.replace('http:', 'webcal:'), 'webcal://169.254.169.254/a.ics'])
      await expect(strict.listCalendars({ address: at, scopes: '' }, soon())).rejects.toMatchObject({
        kind: 'rejected',
        message: 'We could not reach that address.',
      })
    expect(asked).toHaveLength(0)
  })
})

describe('changes', () => {
  test('are asked for with what the server gave to compare', async () => {
    answer = (request, response) => {
      if (request.headers['if-none-match'] === '"1"') return void response.writeHead(304).end()
      response.writeHead(200, { etag: '"1"' }).end(file([], 1))
    }
    const begun = await check(null)
    expect(begun.changed).toBe(true)
    expect(await check(begun.cursor)).toEqual({ changed: false, cursor: begun.cursor })
    expect((await check('not a cursor of ours')).changed).toBe(true)
  })

  test('are not made by stamps alone', async () => {
    let stamp = 0
    answer = (_, response) =>
      response.end(file([], 1).replaceAll('DTSTAMP:20261001', `DTSTAMP:202610${10 + (stamp += 1)}`))
    const begun = await check(null)
    const quiet = await check(begun.cursor)
    expect(quiet.changed).toBe(false)
    answer = gives(file([], 2))
    expect((await check(quiet.cursor)).changed).toBe(true)
  })

  test('to nothing at all are believed after a day', async () => {
    answer = gives(file([], 3))
    const begun = await check(null)
    answer = gives(file([], 0))
    const empty = await check(begun.cursor)
    expect(empty.changed).toBe(false)
    now += 23 * HOUR
    const still = await check(empty.cursor)
    expect(still.changed).toBe(false)
    now += HOUR
    const believed = await check(still.cursor)
    expect(believed.changed).toBe(true)
    expect((await check(believed.cursor)).changed).toBe(false)
  })

  test('to nothing that end within the day are none', async () => {
    answer = gives(file([], 3))
    const begun = await check(null)
    answer = gives(file([], 0))
    const empty = await check(begun.cursor)
    answer = gives(file([], 3))
    const back = await check(empty.cursor)
    expect((await check(back.cursor)).changed).toBe(false)
  })
})

describe('what is no calendar keeps the last good copy', () => {
  const kinds: [string, Answer, string][] = [
    ['a page to sign in', gives('<!doctype html><title>Sign in</title>'), 'unavailable'],
    ['nothing', gives(''), 'unavailable'],
    ['half a calendar', gives(file([], 2).slice(0, 200)), 'unavailable'],
    ['404', status(404), 'unavailable'],
    ['410', status(410), 'unavailable'],
    ['500', status(500), 'unavailable'],
    ['304 that nobody asked for', status(304), 'unavailable'],
    ['401', status(401), 'needs_relink'],
    ['403', status(403), 'needs_relink'],
    ['429', status(429, { 'retry-after': '37' }), 'throttled'],
    ['503', status(503, { 'retry-after': '37' }), 'throttled'],
    ['a broken connection', (_, response) => void response.destroy(), 'unavailable'],
  ]

  test.each(kinds)('%s', async (_, how, kind) => {
    answer = gives(file([], 2))
    const { cursor } = await check(null)
    answer = how
    const trouble = { name: 'ProviderTrouble', kind, ...(kind === 'throttled' && { retryAfterMs: 37_000 }) }
    await expect(feed.readEvents(access(), calendar, window, soon())).rejects.toMatchObject(trouble)
    if (!_.startsWith('304')) await expect(check(cursor)).rejects.toMatchObject(trouble)
  })

  test('and no sentence gives the address away', async () => {
    for (const [, how] of kinds) {
      answer = how
      const error: unknown = await feed.listCalendars(access(), soon()).catch((caught: unknown) => caught)
      expect(String(error)).toContain('ProviderTrouble')
      expect(String(error)).not.toMatch(/secret|127\.0\.0\.1/)
    }
  })

  test('at the first look a wrong address is told as one', async () => {
    answer = gives('<!doctype html>')
    await expect(feed.listCalendars(access(), soon())).rejects.toMatchObject({ kind: 'rejected' })
  })
})

function check(cursor: string | null) {
  return feed.checkForChanges(access(), calendar, cursor, soon())
}

function gives(text: string): Answer {
  return (_, response) => response.writeHead(200, { 'content-type': 'text/calendar' }).end(text)
}

function status(code: number, headers: Record<string, string> = {}): Answer {
  return (_, response) => response.writeHead(code, headers).end()
}

function file(head: string[], count: number): string {
  const events = Array.from({ length: count }, (_, index) => [
    'BEGIN:VEVENT',
    `UID:event-${index}@example.com`,
    'DTSTAMP:20261001T000000Z',
    `DTSTART:202610${26 + index}T090000Z`,
    'DURATION:PT1H',
    'END:VEVENT',
  ])
  return `${['BEGIN:VCALENDAR', 'VERSION:2.0', ...head, ...events.flat(), 'END:VCALENDAR'].join('\r\n')}\r\n`
}
