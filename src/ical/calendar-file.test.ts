import { readdirSync } from 'node:fs'

import ICAL from 'ical.js'
import { describe, expect, test } from 'vitest'

import { goldenEvents, goldenFile } from '#test/ical/golden-events.ts'
import { chance, hostileTexts } from '#test/ical/hostile-texts.ts'

import { type CalendarEvent, writeCalendarFile } from './calendar-file.ts'

const ordinary = goldenEvents['ordinary'] as CalendarEvent
const invitation = goldenEvents['invitation'] as CalendarEvent

describe('golden files', () => {
  test('every event has its file and every file its event', () => {
    const files = readdirSync(new URL('../../test/ical/golden', import.meta.url)).filter((name) =>
      name.endsWith('.ics'),
    )
    expect(files.sort()).toEqual(
      Object.keys(goldenEvents)
        .map((name) => `${name}.ics`)
        .sort(),
    )
  })

  test.each(Object.keys(goldenEvents))('%s is written as it always was', (name) => {
    expect(writeCalendarFile(goldenEvents[name] as CalendarEvent)).toBe(goldenFile(name))
  })

  test.each(Object.entries(goldenEvents))('%s is read as it was meant', (_, event) => {
    const { calendar, read } = parse(writeCalendarFile(event))
    expect(calendar.getFirstPropertyValue('method')).toBe(event.method)
    expect(calendar.getFirstPropertyValue('version')).toBe('2.0')
    expect(calendar.getFirstPropertyValue('prodid')).toBe('-//Parley//Parley//EN')
    expect(times(read)).toEqual([
      event.startsAt,
      event.endsAt,
      event.createdAt,
      event.changedAt,
      event.stampedAt,
    ])
    expect(read.getFirstPropertyValue('uid')).toBe(event.uid)
    expect(read.getFirstPropertyValue('sequence')).toBe(event.sequence)
    expect(read.getFirstPropertyValue('status')).toBe(event.status.toUpperCase())
    expect(read.getFirstPropertyValue('transp')).toBe(event.status === 'confirmed' ? 'OPAQUE' : 'TRANSPARENT')
    expect(read.getFirstPropertyValue('url')).toBe(event.joinUrl)
    expect(read.getFirstPropertyValue('location')).toBe(event.joinUrl)
    expect(read.getFirstPropertyValue('description')).toContain(event.joinUrl)
    expect(read.getFirstPropertyValue('organizer')).toBe('mailto:ana@example.com')
    expect(read.getAllSubcomponents()).toEqual([])
  })
})

test('attendees are in invitations and cancellations, and in no file to take home', () => {
  const people = (event: CalendarEvent) => parse(writeCalendarFile(event)).read.getAllProperties('attendee')
  expect(people({ ...invitation, method: 'PUBLISH' })).toEqual([])
  expect(
    people({ ...invitation, method: 'CANCEL', status: 'cancelled' }).map((one) => one.getParameter('rsvp')),
  ).toEqual(Array.from({ length: 4 }, () => undefined))
  expect(
    people(invitation).map((one) => [
      String(one.getFirstValue()).toLowerCase(),
      ...['cn', 'role', 'partstat', 'rsvp'].map((parameter) => one.getParameter(parameter)),
    ]),
  ).toEqual([
    ['mailto:ana@example.com', 'Ana Alves', 'CHAIR', 'ACCEPTED', undefined],
    ['mailto:ben+calls@example.com', 'Ben Brown', 'REQ-PARTICIPANT', 'ACCEPTED', undefined],
    ['mailto:chiyo@example.com', 'Chiyo 千代', 'REQ-PARTICIPANT', 'NEEDS-ACTION', undefined],
    ['mailto:dev@example.com', 'Dev', 'OPT-PARTICIPANT', 'DECLINED', undefined],
  ])
})

test('text is read as it was typed', () => {
  const title = 'Café, "plans"; C:\\new \\, 50 % & <b> 😀'
  const { read } = parse(
    writeCalendarFile({ ...ordinary, title, description: 'one\r\n\r\n two, three\n\n\nfour;\\' }),
  )
  expect(read.getFirstPropertyValue('summary')).toBe(title)
  expect(read.getFirstPropertyValue('description')).toBe(
    `Join the meeting: ${ordinary.joinUrl}\n\none\n\n two, three\n\n\nfour;\\`,
  )
})

test('a join link with marks that an iCalendar value would need escaped is still one address', () => {
  const { read } = parse(writeCalendarFile({ ...ordinary, joinUrl: 'https://parley.example/a,b;c?d="e"\\' }))
  const url = String(read.getFirstPropertyValue('url'))
  expect(url).toBe(read.getFirstPropertyValue('location'))
  expect(url).not.toMatch(/[,;"\\]/)
  expect(decodeURIComponent(new URL(url).href)).toBe('https://parley.example/a,b;c?d="e"\\')
})

describe('hostile text never makes a property or a component', { timeout: 30_000 }, () => {
  const texts = hostileTexts(1_200, 20_261_023)
  const expected = namesIn(parse(writeCalendarFile(invitation)).calendar)

  test('in any place, 1 200 texts', () => {
    const next = chance(7)
    const anyText = () => texts[Math.floor(next() * texts.length)] ?? ''
    for (const text of texts) {
      const event = everywhere(text, anyText)
      const { calendar, read } = parse(writeCalendarFile(event))
      expect(namesIn(calendar), JSON.stringify(text)).toEqual(expected)
      expect(times(read)).toEqual([
        event.startsAt,
        event.endsAt,
        event.createdAt,
        event.changedAt,
        event.stampedAt,
      ])
      expect(read.getFirstPropertyValue('uid')).toBe(event.uid)
      expect(read.getFirstPropertyValue('sequence')).toBe(event.sequence)
      expect(read.getFirstPropertyValue('url')).toBe(event.joinUrl)
      expect(read.getAllProperties('attendee').map((one) => one.getParameter('role'))).toEqual(
        Array.from({ length: 4 }, () => 'OPT-PARTICIPANT'),
      )
    }
  })

  test('and every line ends with CRLF, has at most 75 octets and none that cannot be read', () => {
    for (const text of texts) {
      const file = writeCalendarFile(everywhere(text, () => text))
      expect(file.endsWith('END:VCALENDAR\r\n')).toBe(true)
      expect(file.isWellFormed()).toBe(true)
      const lines = file.split('\r\n')
      expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75)
      expect(lines.join('')).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u)
    }
  })
})

test.each<[string, Partial<CalendarEvent>]>([
  ['an empty UID', { uid: '' }],
  ['a UID with a line break', { uid: 'a\r\nATTACH:b' }],
  ['a UID that needs escaping', { uid: 'a;b' }],
  ['a sequence below 0', { sequence: -1 }],
  ['a broken sequence', { sequence: 1.5 }],
  ['an end at its start', { endsAt: ordinary.startsAt }],
  ['an end before its start', { endsAt: ordinary.startsAt - 60_000 }],
  ['no time at all', { startsAt: Number.NaN }],
  ['a script for a join link', { joinUrl: 'javascript:alert(1)' }],
  ['words for a join link', { joinUrl: 'see the room' }],
  ['an organizer without an address', { organizer: { name: 'Ana', email: '' } }],
  [
    'an organizer with two addresses',
    { organizer: { name: 'Ana', email: 'ana@example.com\r\neve@example.com' } },
  ],
  ['an invitation to what is cancelled', { method: 'REQUEST', status: 'cancelled' }],
  ['a cancellation of what is not', { method: 'CANCEL', status: 'confirmed' }],
])('refuses %s', (_, wrong) => {
  expect(() => writeCalendarFile({ ...ordinary, ...wrong })).toThrow(RangeError)
})

function everywhere(text: string, other: () => string): CalendarEvent {
  return {
    ...invitation,
    title: text,
    description: other() + text,
    timeZone: text,
    organizer: { name: text, email: 'ana@example.com' },
    attendees: [text, other(), other(), text + other()].map((name, index) => ({
      name,
      email: `person${index}@example.com`,
      partstat: 'needs-action',
      role: 'optional',
    })),
  }
}

function parse(file: string): { calendar: ICAL.Component; read: ICAL.Component } {
  const calendar = new ICAL.Component(ICAL.parse(file))
  const components = calendar.getAllSubcomponents()
  const [read] = components
  if (components.length !== 1 || read?.name !== 'vevent')
    throw new Error('A calendar file has one event and nothing else.')
  return { calendar, read }
}

/** Every property and component of a component, in order, at any depth. */
function namesIn(component: ICAL.Component): string[] {
  const properties = component.getAllProperties().map((property) => property.name)
  return [
    ...properties,
    ...component.getAllSubcomponents().flatMap((part) => [`begin:${part.name}`, ...namesIn(part)]),
  ]
}

function times(read: ICAL.Component): number[] {
  return ['dtstart', 'dtend', 'created', 'last-modified', 'dtstamp'].map((name) => {
    const time = read.getFirstPropertyValue(name) as ICAL.Time
    expect(time.zone).toBe(ICAL.Timezone.utcTimezone)
    return time.toJSDate().getTime()
  })
}
