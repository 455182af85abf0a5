import { execFileSync } from 'node:child_process'

import ICAL from 'ical.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { type Client, makeRoom, newKey, startTestApp, type TestApp } from '#test/support/app.ts'
import { runs, systemPart } from '#test/support/system-parts.ts'

import { bookFor, sendOffer } from './offers.ts'

const python = '/usr/bin/python3'
const withPython = systemPart('python3-icalendar', () => runs(python, '-c', 'import icalendar'))

let parley: TestApp
let ana: Client
let ben: Client
let dev: Client
let meetingId: string
/** The file after each step of the meeting's life: booked, answered, moved, moved back, cancelled. */
const files: string[] = []
let headers: Headers
let joinUrl: string

beforeAll(async () => {
  parley = await startTestApp()
  ana = await parley.as('ana')
  ben = await parley.as('ben')
  dev = await parley.as('dev')
  const roomId = await makeRoom(ana, [ben, dev], 'Küche; Bad, „Flur“ 🛠')
  const inviteId = await sendOffer(ana, roomId, {
    note: 'Bring:\n- plans;\n- keys, both\r\nDTSTART:19700101T000000Z',
  })
  meetingId = await bookFor(ben, inviteId, '2026-10-26T10:00:00Z')
  await keepFile(dev)
  await dev.post(`/api/meetings/${meetingId}/response`, {
    requestId: newKey(),
    answer: 'accepted',
    reason: '',
  })
  await keepFile(dev)
  for (const startsAt of ['2026-10-29T11:00:00Z', '2026-10-26T10:00:00Z']) {
    await ben.post(`/api/meetings/${meetingId}/reschedule`, { requestId: newKey(), startsAt, reason: '' })
    await keepFile(dev)
  }
  await ana.post(`/api/meetings/${meetingId}/cancel`, { requestId: newKey(), reason: 'Ill' })
  await keepFile(dev)
})

afterAll(() => parley.stop())

async function keepFile(client: Client): Promise<void> {
  const meeting = (await client.get(`/api/meetings/${meetingId}`)).body.meeting
  joinUrl = meeting.joinUrl
  const answer = await client.get(meeting.addToCalendar.file)
  headers = answer.headers
  files.push(answer.body)
}

function eventIn(file: string): ICAL.Event {
  const calendar = new ICAL.Component(ICAL.parse(file))
  const events = calendar.getAllSubcomponents('vevent')
  expect(events).toHaveLength(1)
  return new ICAL.Event(events[0])
}

describe('the calendar file', () => {
  test('comes as a file to keep', () => {
    expect(headers.get('content-type')).toBe('text/calendar; charset=utf-8')
    expect(headers.get('content-disposition')).toBe('attachment; filename="meeting.ics"')
    expect(headers.get('cache-control')).toBe('no-store')
  })

  test('is one event for life: the UID stays, SEQUENCE rises with each change to it', () => {
    const events = files.map(eventIn)
    expect(new Set(events.map((event) => event.uid))).toEqual(new Set([`${meetingId}@localhost`]))
    expect(events.map((event) => event.sequence)).toEqual([0, 0, 1, 2, 3])
    expect(events.map((event) => event.startDate.toJSDate().toISOString())).toEqual([
      '2026-10-26T10:00:00.000Z',
      '2026-10-26T10:00:00.000Z',
      '2026-10-29T11:00:00.000Z',
      '2026-10-26T10:00:00.000Z',
      '2026-10-26T10:00:00.000Z',
    ])
    expect(
      events.map((event) => event.endDate.toJSDate().getTime() - event.startDate.toJSDate().getTime()),
    ).toEqual(Array.from({ length: 5 }, () => 30 * 60_000))
  })

  test('is published, and says when it is cancelled', () => {
    const said = files.map((file) => {
      const calendar = new ICAL.Component(ICAL.parse(file))
      const event = calendar.getFirstSubcomponent('vevent')
      return [calendar.getFirstPropertyValue('method'), event?.getFirstPropertyValue('status')]
    })
    expect(said).toEqual([
      ['PUBLISH', 'CONFIRMED'],
      ['PUBLISH', 'CONFIRMED'],
      ['PUBLISH', 'CONFIRMED'],
      ['PUBLISH', 'CONFIRMED'],
      ['PUBLISH', 'CANCELLED'],
    ])
  })

  test('names the room, the people and the way in, and gives nobody’s address away', () => {
    for (const file of files) {
      const event = eventIn(file)
      expect(event.summary).toBe('Meeting: Küche; Bad, „Flur“ 🛠')
      expect(event.description).toContain(joinUrl)
      expect(event.description).toContain('Ana Silva, Ben Carter, Dev Patel')
      expect(event.description).toContain('- keys, both\nDTSTART:19700101T000000Z')
      expect(event.location).toBe(joinUrl)
      expect(file).not.toMatch(/@parley\.test/)
    }
  })
})

withPython('the calendar file, read by python3-icalendar', () => {
  test('is the same event', () => {
    const program = `
import json, sys
from icalendar import Calendar
out = []
for text in json.load(sys.stdin):
    calendar = Calendar.from_ical(text)
    events = calendar.walk('VEVENT')
    event = events[0]
    out.append([len(events), str(event['UID']), int(event['SEQUENCE']), event['DTSTART'].dt.isoformat(),
                str(event['STATUS']), str(event['SUMMARY']), 'ATTENDEE' in event, str(event['DESCRIPTION'])])
print(json.dumps(out))`
    const output = execFileSync(python, ['-c', program], { input: JSON.stringify(files), encoding: 'utf8' })
    const read: unknown[][] = JSON.parse(output)
    expect(read.map((one) => one.slice(0, 7))).toEqual(
      [
        [0, '2026-10-26T10:00:00+00:00', 'CONFIRMED'],
        [0, '2026-10-26T10:00:00+00:00', 'CONFIRMED'],
        [1, '2026-10-29T11:00:00+00:00', 'CONFIRMED'],
        [2, '2026-10-26T10:00:00+00:00', 'CONFIRMED'],
        [3, '2026-10-26T10:00:00+00:00', 'CANCELLED'],
      ].map(([sequence, startsAt, status]) => [
        1,
        `${meetingId}@localhost`,
        sequence,
        startsAt,
        status,
        'Meeting: Küche; Bad, „Flur“ 🛠',
        false,
      ]),
    )
    for (const one of read) expect(one[7]).toContain(joinUrl)
  })
})
