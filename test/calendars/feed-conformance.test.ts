import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { createFeed } from '#calendars/providers/feed.ts'
import { toIso } from '#time/instant.ts'
import { addDays } from '#time/wall-time.ts'

import { basic, calendar, linesOf, seriesText } from './caldav-worlds.ts'
import { conformance } from './conformance.ts'
import {
  calendarZone,
  type ConformanceWorld,
  type Fault,
  type Outside,
  standsAt,
} from './conformance-world.ts'

type Shelf = { components: Map<string, string>; isOpen: boolean; faults: Fault[] }

conformance('A feed', makeWorld, {
  writes: false,
  answers: false,
  watches: false,
  faults: ['throttled', 'down', 'truncated', 'malformed'],
  killsCursors: false,
  revokes: true,
})

async function makeWorld(): Promise<ConformanceWorld> {
  const shelf: Shelf = { components: new Map(), isOpen: true, faults: [] }
  const server = serverOf(shelf)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const ref = { externalId: 'feed', timeZone: calendarZone, canWrite: false }
  const accessTo = (path: string) => ({ address: `http://127.0.0.1:${port}/${path}`, scopes: '' })
  return {
    provider: createFeed({ allowPrivateNets: ['127.0.0.1'], now: () => standsAt }),
    access: accessTo('secret-address/basic.ics'),
    calendar: ref,
    nowhere: { access: accessTo('elsewhere.ics'), calendar: ref },
    outside: handsOn(shelf),
    fail: (fault, times = 1) => void shelf.faults.push(...Array.from({ length: times }, () => fault)),
    killCursors: async () => undefined,
    revoke: async () => {
      shelf.isOpen = false
    },
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The calendar as a whole at one address, written anew each time it is asked for. */
function serverOf(shelf: Shelf) {
  return createServer((request, response) => {
    const body = Buffer.from(calendar([...shelf.components.values()].map((text) => text.split('\r\n'))))
    const fault = shelf.faults.shift()
    if (request.url !== '/secret-address/basic.ics') return void response.writeHead(404).end()
    if (!shelf.isOpen) return void response.writeHead(403).end()
    if (fault?.kind === 'throttled')
      return void response.writeHead(429, { 'retry-after': String(fault.retryAfterSeconds) }).end()
    if (fault?.kind === 'down') return void response.writeHead(500).end()
    if (fault?.kind === 'malformed') return void response.end('<!doctype html><title>Sign in</title>')
    response.writeHead(200, { 'content-type': 'text/calendar; charset=utf-8', 'content-length': body.length })
    if (fault?.kind !== 'truncated') return void response.end(body)
    response.write(body.subarray(0, body.length / 2), () => response.destroy())
  })
}

function handsOn({ components }: Shelf): Outside {
  let count = 0
  const put = (uid: string, lines: readonly string[]) =>
    components.set(
      uid,
      ['BEGIN:VEVENT', `UID:${uid}`, 'DTSTAMP:20261001T000000Z', ...lines, 'END:VEVENT'].join('\r\n'),
    )
  const newUid = () => `event-${(count += 1)}@outside.example`
  // What the adapter calls it names its start, too.
  const uidOf = (id: string) => id.split('#')[0] ?? ''
  return {
    add: async (draft) => {
      const uid = draft.uid ?? newUid()
      put(uid, linesOf(draft))
      return `${uid}#${toIso(draft.startsAt)}`
    },
    addDay: async (title, first, last) => {
      const day = (date: string) => `;VALUE=DATE:${date.replaceAll('-', '')}`
      const uid = newUid()
      put(uid, [`SUMMARY:${title}`, `DTSTART${day(first)}`, `DTEND${day(addDays(last, 1))}`])
      return uid
    },
    addSeries: async (series) => {
      const uid = newUid()
      const events = seriesText(series, uid).match(/BEGIN:VEVENT[^]*END:VEVENT/)
      components.set(uid, events?.[0] ?? '')
    },
    move: async (id, startsAt, endsAt) => {
      put(uidOf(id), ['SUMMARY:Dentist', `DTSTART:${basic(startsAt)}`, `DTEND:${basic(endsAt)}`])
    },
    remove: async (id) => void components.delete(uidOf(id)),
    list: async () => [],
  }
}
