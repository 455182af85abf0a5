import { execFileSync } from 'node:child_process'

import { expect, test } from 'vitest'

import { type CalendarEvent, writeCalendarFile } from '#ical/calendar-file.ts'
import { runs, systemPart } from '#test/support/system-parts.ts'

import { goldenEvents, goldenFile } from './golden-events.ts'
import { hostileTexts } from './hostile-texts.ts'

const python = '/usr/bin/python3'

/** What python3-icalendar makes of a file: a reader that shares nothing with the writer. */
type Read = {
  components: string[]
  properties: string[]
  uid: string
  sequence: number
  method: string
  status: string
  starts: number
  ends: number
  stamped: number
  url: string
  location: string
  description: string
  summary: string
  attendees: [address: string, partstat: string][]
}

const reader = `
import json, sys
from icalendar import Calendar

def seconds(event, name):
    time = event.decoded(name)
    assert time.utcoffset().total_seconds() == 0, name
    return int(time.timestamp())

def people(event):
    found = event.get('attendee', [])
    return [[str(one), one.params['PARTSTAT']] for one in (found if isinstance(found, list) else [found])]

def read(text):
    calendar = Calendar.from_ical(text)
    event, = calendar.walk('VEVENT')
    return dict(
        components=[part.name for part in calendar.walk()],
        properties=sorted(name for part in calendar.walk() for name, _ in part.property_items(False)),
        uid=str(event['uid']), sequence=int(event['sequence']), method=str(calendar['method']), status=str(event['status']),
        starts=seconds(event, 'dtstart'), ends=seconds(event, 'dtend'), stamped=seconds(event, 'dtstamp'),
        url=str(event['url']), location=str(event['location']), description=str(event['description']),
        summary=str(event['summary']), attendees=people(event))

print(json.dumps([read(text) for text in json.load(sys.stdin)]))
`

const suite = systemPart('python3-icalendar', () => runs(python, '-c', 'import icalendar'))

suite('calendar files read by python3-icalendar', () => {
  test('golden files', () => {
    const names = Object.keys(goldenEvents)
    const events = Object.values(goldenEvents)
    const files = readAll(names.map(goldenFile))
    expect(files.map((file) => file.components)).toEqual(events.map(() => ['VCALENDAR', 'VEVENT']))
    expect(files.map(facts)).toEqual(events.map(expected))
    expect(Object.fromEntries(names.map((name, index) => [name, files[index]?.attendees]))).toMatchObject({
      ordinary: [],
      invitation: [
        ['MAILTO:ana@example.com', 'ACCEPTED'],
        ['MAILTO:ben+calls@example.com', 'ACCEPTED'],
        ['MAILTO:chiyo@example.com', 'NEEDS-ACTION'],
        ['MAILTO:dev@example.com', 'DECLINED'],
      ],
      // This reader decodes three of the percent-encoded marks by itself.
      'names-with-punctuation': [['MAILTO:%22odd,;:name%22@example.com', 'TENTATIVE']],
    })
    expect(files[names.indexOf('emoji-across-a-fold')]?.summary).toBe(
      goldenEvents['emoji-across-a-fold']?.title,
    )
  })

  test('hostile text makes no property and no component, 1 000 texts', () => {
    const events = hostileTexts(1_000, 31).map(hostileEvent)
    const [plain, ...files] = readAll([hostileEvent('plain'), ...events].map(writeCalendarFile))
    expect(files.map(facts)).toEqual(events.map(expected))
    for (const file of files) {
      expect(file.components).toEqual(['VCALENDAR', 'VEVENT'])
      expect(file.properties).toEqual(plain?.properties)
    }
  })
})

function hostileEvent(text: string): CalendarEvent {
  const invitation = goldenEvents['invitation'] as CalendarEvent
  return {
    ...invitation,
    title: text,
    description: text,
    organizer: { name: text, email: 'ana@example.com' },
    attendees: invitation.attendees.map((attendee) => ({ ...attendee, name: text })),
  }
}

function readAll(files: readonly string[]): Read[] {
  const answer = execFileSync(python, ['-c', reader], {
    input: JSON.stringify(files),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  })
  return JSON.parse(answer) as Read[]
}

function facts(file: Read): unknown {
  const { uid, sequence, method, status, starts, ends, stamped, url, location } = file
  return {
    uid,
    sequence,
    method,
    status,
    starts,
    ends,
    stamped,
    url,
    location,
    joins: file.description.includes(url),
  }
}

function expected(event: CalendarEvent): unknown {
  return {
    uid: event.uid,
    sequence: event.sequence,
    method: event.method,
    status: event.status.toUpperCase(),
    starts: event.startsAt / 1000,
    ends: event.endsAt / 1000,
    stamped: event.stampedAt / 1000,
    url: event.joinUrl,
    location: event.joinUrl,
    joins: true,
  }
}
