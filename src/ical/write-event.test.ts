import ICAL from 'ical.js'
import { describe, expect, test } from 'vitest'

import { hostileTexts } from '#test/ical/hostile-texts.ts'

import { readFirst } from './read-events.ts'
import { type EventToWrite, writeEvent } from './write-event.ts'

const event: EventToWrite = {
  uid: '019a1b2c-0000-7000-8000-000000000001@parley.example',
  sequence: 2,
  startsAt: Date.parse('2026-11-03T15:00:00Z'),
  endsAt: Date.parse('2026-11-03T15:30:00Z'),
  title: 'Design review',
  description: 'Join the meeting: https://parley.example/join/abc\n\nWith Ana, Ben',
  joinUrl: 'https://parley.example/join/abc',
  stampedAt: Date.parse('2026-10-23T10:00:05Z'),
}
const moved = { ...event, startsAt: event.startsAt + 3_600_000, endsAt: event.endsAt + 3_600_000 }

describe('a new event', () => {
  test('is one VEVENT in UTC without a method and without people', () => {
    const { calendar, read } = parse(writeEvent(event))
    expect(calendar.getAllProperties('method')).toEqual([])
    expect(calendar.getAllSubcomponents().map(({ name }) => name)).toEqual(['vevent'])
    const [alarm, ...more] = read.getAllSubcomponents()
    expect([alarm?.name, more.length]).toEqual(['valarm', 0])
    expect(alarm?.getAllProperties().map((one) => one.toICALString())).toEqual(
      expect.arrayContaining(['ACTION:DISPLAY', 'TRIGGER:-PT10M', 'DESCRIPTION:Design review']),
    )
    for (const name of ['attendee', 'organizer']) expect(read.getAllProperties(name)).toEqual([])
    const value = (name: string) => String(read.getFirstPropertyValue(name))
    expect(
      ['uid', 'x-parley-uid', 'sequence', 'summary', 'location', 'url', 'status', 'transp'].map(value),
    ).toEqual([
      event.uid,
      event.uid,
      '2',
      'Design review',
      event.joinUrl,
      event.joinUrl,
      'CONFIRMED',
      'OPAQUE',
    ])
    expect(value('description')).toBe(event.description)
    expect(value('dtstart')).toBe('2026-11-03T15:00:00Z')
    expect(value('dtend')).toBe('2026-11-03T15:30:00Z')
  })

  test('whatever the texts, 500 hostile ones', () => {
    const names = parse(writeEvent(event))
      .read.getAllProperties()
      .map(({ name }) => name)
    for (const text of hostileTexts(500, 4)) {
      const { read } = parse(writeEvent({ ...event, title: text, description: text }, writeEvent(event)))
      const found = read.getAllProperties().map(({ name }) => name)
      expect(found.filter((name) => name !== 'description').sort()).toEqual(
        names.filter((name) => name !== 'description').sort(),
      )
      expect(read.getFirstPropertyValue('uid')).toBe(event.uid)
    }
  })
})

test('the alarm is its owner’s from then on: one that was taken away does not come back', () => {
  const without = writeEvent(event).replace(/BEGIN:VALARM[\s\S]*END:VALARM\r\n/, '')
  expect(writeEvent(moved, without)).not.toContain('VALARM')
  expect(writeEvent(moved, writeEvent(event)).match(/BEGIN:VALARM/g)).toHaveLength(1)
})

describe('an event that stands there already', () => {
  const before = [
    'BEGIN:VCALENDAR',
    'PRODID:-//Somebody//EN',
    'VERSION:2.0',
    'X-WR-CALNAME:Work',
    'BEGIN:VTIMEZONE',
    'TZID:Europe/Lisbon',
    'BEGIN:STANDARD',
    'DTSTART:19701025T020000',
    'TZOFFSETFROM:+0100',
    'TZOFFSETTO:+0000',
    'END:STANDARD',
    'END:VTIMEZONE',
    'BEGIN:VEVENT',
    `UID:${event.uid}`,
    'DTSTAMP:20261001T000000Z',
    'SEQUENCE:7',
    'DTSTART;TZID=Europe/Lisbon:20261103T150000',
    'DURATION:PT30M',
    'RRULE:FREQ=WEEKLY',
    'SUMMARY:Something',
    ' \u00a0else',
    'CATEGORIES:Clients,Blue',
    'COLOR:turquoise',
    'X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC',
    'ATTENDEE;CN="Eve: x":mailto:eve@example.com',
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    'DESCRIPTION:Soon',
    'TRIGGER:-PT15M',
    'END:VALARM',
    'END:VEVENT',
    'BEGIN:VEVENT',
    `UID:${event.uid}`,
    'RECURRENCE-ID;TZID=Europe/Lisbon:20261110T150000',
    'DTSTART;TZID=Europe/Lisbon:20261111T150000',
    'DURATION:PT30M',
    'SUMMARY:One of them',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n')

  test('keeps what is its owner’s and is ours in all else', () => {
    const text = writeEvent(moved, before)
    const { calendar, read } = parse(text)
    expect(calendar.getFirstPropertyValue('x-wr-calname')).toBe('Work')
    expect(calendar.getAllSubcomponents().map(({ name }) => name)).toEqual(['vtimezone', 'vevent'])
    expect(read.getFirstProperty('categories')?.getValues()).toEqual(['Clients', 'Blue'])
    for (const kept of ['COLOR:turquoise', 'TRIGGER:-PT15M', 'DESCRIPTION:Soon', 'mailto:eve@example.com'])
      expect(text).toContain(kept)
    for (const gone of ['RRULE', 'DURATION', 'RECURRENCE-ID', 'SUMMARY:Something', 'One of them'])
      expect(text).not.toContain(gone)
    expect(read.getFirstPropertyValue('summary')).toBe('Design review')
    expect(read.getFirstPropertyValue('sequence')).toBe(8)
    expect(read.getAllProperties('dtstart')).toHaveLength(1)
    expect(readFirst(text, { timeZone: 'UTC', owners: [] })).toMatchObject({
      uid: event.uid,
      mark: event.uid,
      startsAt: moved.startsAt,
      endsAt: moved.endsAt,
      isRepeated: false,
      guests: ['eve@example.com'],
    })
  })

  test('stays the same however often it is written', () => {
    const once = writeEvent(moved, before)
    const without = (text: string) => text.replace(/SEQUENCE:\d+/, '')
    expect(without(writeEvent(moved, once))).toBe(without(once))
  })

  test.each([
    ['a page', '<!doctype html>'],
    ['half a calendar', before.slice(0, 600)],
    ['a task', before.replaceAll('VEVENT', 'VTODO')],
    ['nothing', ''],
  ])('%s in its place is written over', (_, text) => {
    expect(writeEvent(event, text)).toBe(writeEvent(event))
  })
})

test.each<[string, Partial<EventToWrite>]>([
  ['a UID with a line break', { uid: 'a\r\nATTACH:b' }],
  ['an end at its start', { endsAt: event.startsAt }],
  ['no time', { startsAt: Number.NaN }],
  ['a script for a join link', { joinUrl: 'javascript:alert(1)' }],
])('refuses %s', (_, wrong) => {
  expect(() => writeEvent({ ...event, ...wrong })).toThrow(RangeError)
})

function parse(text: string): { calendar: ICAL.Component; read: ICAL.Component } {
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[])
  const read = calendar.getFirstSubcomponent('vevent')
  if (!read) throw new Error('There is no event')
  return { calendar, read }
}
