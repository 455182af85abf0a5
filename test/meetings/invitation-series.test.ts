import { execFileSync } from 'node:child_process'

import ICAL from 'ical.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { makeRoom, newKey, startTestApp, type TestApp } from '#test/support/app.ts'
import { cast } from '#test/support/cast.ts'
import { type CalDavServer, hasRadicale, startRadicale } from '#test/support/caldav-servers.ts'
import { runs, systemPart } from '#test/support/system-parts.ts'

import { bookFor, eventually, sendOffer, startsOf } from './offers.ts'

const python = '/usr/bin/python3'
const withPython = systemPart('python3-recurring-ical-events', () =>
  runs(python, '-c', 'import icalendar, recurring_ical_events'),
)
const withRadicale = systemPart('Radicale', hasRadicale)

/** The calendar parts that one person got by mail: booked, moved three times over the clock change, cancelled. */
const parts: string[] = []
/** When it was to be after each of them. */
const starts: (string | null)[] = []
let parley: TestApp

beforeAll(async () => {
  parley = await startTestApp()
  const [ana, ben] = await Promise.all([parley.as('ana'), parley.as('ben')])
  const roomId = await makeRoom(ana, [ben], 'Küche; Bad, „Flur“ 🛠')
  const inviteId = await sendOffer(ana, roomId, { fromDate: '2026-10-23', untilDate: '2026-11-06' })
  const all = await startsOf(ben, inviteId)
  const on = (day: string) => all.find((start) => start.startsWith(day)) ?? ''
  // Europe puts its clocks back on 25 October, North America on 1 November.
  const meetingId = await bookFor(ben, inviteId, on('2026-10-23'))
  await keep(on('2026-10-23'))
  for (const startsAt of ['2026-10-26', '2026-11-02', '2026-10-30'].map(on)) {
    const body = { requestId: newKey(), startsAt, reason: 'Another day' }
    expect((await ana.post(`/api/meetings/${meetingId}/reschedule`, body)).status).toBe(200)
    await keep(startsAt)
  }
  await ana.post(`/api/meetings/${meetingId}/cancel`, { requestId: newKey(), reason: 'Burst pipe' })
  await keep(null)
})
afterAll(() => parley.stop())

async function keep(startsAt: string | null): Promise<void> {
  const sequence = `SEQUENCE:${parts.length}\r\n`
  const [part = ''] = await eventually(
    async () =>
      (await parley.mails()).flatMap(({ to, calendar }) =>
        to === cast.ben.email && calendar?.content.includes(sequence) ? [calendar.content] : [],
      ),
    (found) => found.length === 1,
  )
  parts.push(part)
  starts.push(startsAt)
}

test('the series is five messages about one event', () => {
  const heads = parts.map((part) => {
    const calendar = new ICAL.Component(ICAL.parse(part))
    const event = calendar.getFirstSubcomponent('vevent')
    return [calendar.getFirstPropertyValue('method'), event?.getFirstPropertyValue('sequence')]
  })
  expect(heads).toEqual([
    ['REQUEST', 0],
    ['REQUEST', 1],
    ['REQUEST', 2],
    ['REQUEST', 3],
    ['CANCEL', 4],
  ])
  expect(new Set(parts.map((part) => /UID:(.*)/.exec(part)?.[1])).size).toBe(1)
})

describe('a calendar that follows RFC 5546 by ical.js', () => {
  test('has exactly one event after each, at the right instant, and none at the end', () => {
    const seen = parts.map((_, index) => eventsAfter(parts.slice(0, index + 1)))
    expect(seen).toEqual(starts.map((start) => (start === null ? [] : [start])))
  })

  test('ends the same when mails overtake each other or come twice', () => {
    const [first = '', second = '', third = '', fourth = '', cancelled = ''] = parts
    expect(eventsAfter([first, fourth, second, third, second])).toEqual([starts[3]])
    expect(eventsAfter([third, cancelled, fourth, first])).toEqual([])
    expect(eventsAfter([cancelled, cancelled])).toEqual([])
  })
})

withPython('python3-icalendar with recurring-ical-events', () => {
  test('has exactly one event after each, and its clocks in both zones show what was agreed', () => {
    const seen = JSON.parse(
      execFileSync(python, ['-c', reader], { input: JSON.stringify(parts), encoding: 'utf8' }),
    )
    expect(seen).toEqual([
      // Lisbon is still an hour from UTC, New York four.
      [['2026-10-23 13:00', '2026-10-23 08:00']],
      [['2026-10-26 09:00', '2026-10-26 05:00']],
      [['2026-11-02 09:00', '2026-11-02 04:00']],
      [['2026-10-30 09:00', '2026-10-30 05:00']],
      [],
    ])
  })
})

const reader = `
import json, sys
from datetime import datetime, timezone
from zoneinfo import ZoneInfo
from icalendar import Calendar
import recurring_ical_events

held, said = {}, []
for text in json.load(sys.stdin):
    message = Calendar.from_ical(text)
    event, = message.walk('VEVENT')
    uid = str(event['uid'])
    if str(message['method']) == 'CANCEL':
        held.pop(uid, None)
    else:
        held[uid] = event
    calendar = Calendar()
    for one in held.values():
        calendar.add_component(one)
    found = recurring_ical_events.of(calendar).between(datetime(2026, 10, 1, tzinfo=timezone.utc), datetime(2026, 12, 1, tzinfo=timezone.utc))
    said.append([[one['dtstart'].dt.astimezone(ZoneInfo(zone)).strftime('%Y-%m-%d %H:%M')
        for zone in ('Europe/Lisbon', 'America/New_York')] for one in found])
print(json.dumps(said))
`

withRadicale('Radicale as the store of a calendar program', () => {
  let radicale: CalDavServer
  beforeAll(async () => {
    radicale = await startRadicale()
  })
  afterAll(() => radicale.stop())

  test('holds exactly one event after each, and none at the end', async () => {
    const calendar = await radicale.makeCalendar()
    const authorization = `Basic ${btoa(`${radicale.userName}:${radicale.password}`)}`
    const uid = /UID:(.*)\r/.exec(parts[0] ?? '')?.[1] ?? ''
    const address = `${calendar}${encodeURIComponent(uid)}.ics`
    for (const [index, part] of parts.entries()) {
      // What a server keeps has no method (RFC 4791 §4.1); a program takes it off, or the event away.
      const isCancel = part.includes('METHOD:CANCEL')
      const answer = await fetch(address, {
        method: isCancel ? 'DELETE' : 'PUT',
        headers: { authorization, 'content-type': 'text/calendar; charset=utf-8' },
        ...(!isCancel && { body: part.replace(/METHOD:.*\r\n/, '') }),
      })
      expect(answer.ok).toBe(true)
      const kept = await (await fetch(calendar, { headers: { authorization } })).text()
      const events = kept.includes('BEGIN:VEVENT') ? eventsIn(kept) : []
      expect(events).toEqual(starts[index] === null ? [] : [starts[index]])
    }
  })
})

/** Applies messages one after the other as RFC 5546 §2.1.5 wants: the higher SEQUENCE, then the later DTSTAMP, wins. */
function eventsAfter(messages: readonly string[]): string[] {
  const held = new Map<string, { rank: string; starts: string; isOn: boolean }>()
  for (const message of messages) {
    const calendar = new ICAL.Component(ICAL.parse(message))
    const isOn = calendar.getFirstPropertyValue('method') === 'REQUEST'
    for (const event of calendar.getAllSubcomponents('vevent')) {
      const uid = String(event.getFirstPropertyValue('uid'))
      const sequence = String(event.getFirstPropertyValue('sequence')).padStart(6, '0')
      const rank = `${sequence} ${String(event.getFirstPropertyValue('dtstamp'))}`
      const earlier = held.get(uid)
      if (earlier && earlier.rank > rank) continue
      held.set(uid, { rank, starts: String(event.getFirstPropertyValue('dtstart')), isOn })
    }
  }
  return [...held.values()].filter(({ isOn }) => isOn).map((one) => one.starts)
}

function eventsIn(file: string): string[] {
  const calendar = new ICAL.Component(ICAL.parse(file))
  return calendar.getAllSubcomponents('vevent').map((event) => String(event.getFirstPropertyValue('dtstart')))
}
