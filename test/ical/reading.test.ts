import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

import { describe, expect, test } from 'vitest'

import { NotACalendar, type ReadEvent, readEvents, type ReadQuestion } from '#ical/read-events.ts'
import { runs, systemPart } from '#test/support/system-parts.ts'
import { toIso } from '#time/instant.ts'

const folder = new URL('golden/reading/', import.meta.url)
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.ics'))
  .map((name) => name.slice(0, -4))
const question: ReadQuestion = {
  window: [Date.parse('2026-10-01T00:00:00Z'), Date.parse('2027-04-01T00:00:00Z')],
  timeZone: 'Europe/Lisbon',
  owners: ['ana@example.com'],
}

/** Calendars that another reader takes otherwise, each for a reason. */
const readOtherwise: Record<string, string> = {
  'all-day-in-the-owners-zone': 'it gives a day without an end no length',
  'daily-in-the-autumn-overlap': 'it takes the second of two equal times',
  'daily-in-the-spring-gap': 'it leaves the time in the gap as it is',
  'all-day-that-ends-as-it-starts': 'it finds nothing between',
  'rdates-and-a-period': 'it gives a period the length of the first one',
  'zone-that-nobody-explains': 'it takes them for floating',
  'windows-zone-name': 'it knows none of them',
  'zone-behind-a-prefix': 'it knows none of them',
  'customized-zone-after-its-events': 'its zones of one’s own know the offsets of 1601 only',
  'floating-time': 'it does not know whose they are',
  'free-busy-only': 'it reads events only',
  'no-end-and-ends-before-the-start': 'it refuses them',
  'no-uid': 'it takes all of them for one',
  'two-versions-of-one-event': 'it keeps both',
  'this-and-future-moved': 'it moves the one instance',
  'lines-that-are-none': 'it stops',
  'every-second-for-ever': 'it never ends',
  'flight-between-zones': 'it lands before it starts',
  'excluded-by-a-rule': 'it does not know EXRULE',
  'over-night-while-clocks-go-back': 'it counts on the clock',
  'lower-case-folded-and-unix-lines': 'it does not know the mark',
  'one-instance-moved-one-cancelled': 'it leaves out what is cancelled, we tell that it is free',
}

describe('golden calendars', () => {
  test.each(names)('%s', (name) => {
    const { events, unreadable } = readEvents(textOf(name), question)
    const told = { unreadable, events: events.map(tell) }
    expect(told).toEqual(JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')))
  })
})

const python = '/usr/bin/python3'
const reader = `
import json, sys
from datetime import date, datetime, timezone
import pytz
from icalendar import Calendar
import recurring_ical_events

lisbon = pytz.timezone('Europe/Lisbon')

def instant(when):
    if not isinstance(when, datetime):
        when = datetime(when.year, when.month, when.day)
    if when.tzinfo is None:
        when = lisbon.localize(when)
    return when.astimezone(timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')

def read(text):
    found = recurring_ical_events.of(Calendar.from_ical(text)).between((2026, 10, 1), (2027, 4, 1))
    return sorted(instant(e['DTSTART'].dt) + ' ' + instant(e['DTEND'].dt) for e in found)

print(json.dumps([read(text) for text in json.load(sys.stdin)]))
`
const suite = systemPart('python3-recurring-ical-events', () =>
  runs(python, '-c', 'import recurring_ical_events, pytz'),
)

suite('beside python3-recurring-ical-events', () => {
  test('what both read is the same', { timeout: 60_000 }, () => {
    const shared = names.filter((name) => !(name in readOtherwise))
    expect(shared.length).toBeGreaterThan(10)
    const input = JSON.stringify(shared.map(textOf))
    const theirs = JSON.parse(execFileSync(python, ['-c', reader], { input, encoding: 'utf8' })) as string[][]
    const ours = shared.map((name) =>
      readEvents(textOf(name), question).events.map(
        ({ startsAt, endsAt }) => `${toIso(startsAt)} ${toIso(endsAt)}`,
      ),
    )
    expect(Object.fromEntries(shared.map((name, index) => [name, ours[index]?.toSorted()]))).toEqual(
      Object.fromEntries(shared.map((name, index) => [name, theirs[index]])),
    )
  })
})

describe('what is no calendar', () => {
  test.each([
    ['nothing', ''],
    ['a page to sign in', '<!doctype html><html><body>Sign in</body></html>'],
    ['JSON', '{"error":"not found"}'],
    ['bytes', String.fromCharCode(...Array.from({ length: 2000 }, (_, index) => (index * 7919) % 65_536))],
    ['a calendar that breaks off', textOf('own-answers').slice(0, 700)],
    ['a calendar that breaks off between two events', textOf('own-answers').replace('END:VCALENDAR', '')],
    ['an event by itself', 'BEGIN:VEVENT\r\nUID:a\r\nDTSTART:20261026T090000Z\r\nEND:VEVENT\r\n'],
  ])('%s', (_, text) => {
    expect(() => readEvents(text, question)).toThrow(NotACalendar)
  })
})

function textOf(name: string): string {
  return readFileSync(new URL(`${name}.ics`, folder), 'utf8')
}

function tell({ uid, startsAt, endsAt, busy, isDeclined, guests, isRepeated }: ReadEvent) {
  return {
    uid,
    time: `${toIso(startsAt)}/${toIso(endsAt)}`,
    busy,
    ...(isRepeated && { isRepeated }),
    ...(isDeclined && { isDeclined }),
    ...(guests.length > 0 && { guests }),
  }
}
