import { readFileSync } from 'node:fs'

import type { CalendarEvent } from '#ical/calendar-file.ts'

const ordinary: CalendarEvent = {
  uid: '019a1b2c-0000-7000-8000-000000000001@parley.example',
  sequence: 0,
  method: 'PUBLISH',
  status: 'confirmed',
  startsAt: Date.parse('2026-11-03T15:00:00Z'),
  endsAt: Date.parse('2026-11-03T15:30:00Z'),
  timeZone: 'Europe/Lisbon',
  title: 'Design review',
  description: 'Ana Alves, Ben Brown',
  joinUrl: 'https://parley.example/join/3xQ8mVbN2kLr7TzYcWdPfg',
  organizer: { name: 'Ana Alves', email: 'ana@example.com' },
  attendees: [],
  createdAt: Date.parse('2026-10-23T10:00:00Z'),
  changedAt: Date.parse('2026-10-23T10:00:00Z'),
  stampedAt: Date.parse('2026-10-23T10:00:05Z'),
}

const invitation: CalendarEvent = {
  ...ordinary,
  method: 'REQUEST',
  sequence: 2,
  changedAt: Date.parse('2026-10-24T08:15:30Z'),
  stampedAt: Date.parse('2026-10-24T08:15:31Z'),
  attendees: [
    { name: 'Ana Alves', email: 'ana@example.com', partstat: 'accepted', role: 'chair' },
    { name: 'Ben Brown', email: 'ben+calls@example.com', partstat: 'accepted', role: 'required' },
    { name: 'Chiyo 千代', email: 'chiyo@example.com', partstat: 'needs-action', role: 'required' },
    { name: 'Dev', email: 'dev@example.com', partstat: 'declined', role: 'optional' },
  ],
}

/** Each event has its file in `golden`, named after what is odd about it. */
export const goldenEvents: Readonly<Record<string, CalendarEvent>> = {
  ordinary,
  // Lisbon sets its clocks back between start and end: 01:30 summer time to 01:30 winter time, an hour later.
  'clock-change-day': event('2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', 'Europe/Lisbon'),
  // 09:15 in Kolkata, 5:30 ahead of UTC.
  'half-hour-zone': event('2026-11-03T03:45:00Z', '2026-11-03T04:00:00Z', 'Asia/Kolkata'),
  // Already Sunday 1 November in Apia, still Saturday in UTC.
  'other-date-than-utc': event('2026-10-31T19:00:00Z', '2026-10-31T19:45:00Z', 'Pacific/Apia'),
  'over-new-year': event('2026-12-31T23:45:00Z', '2027-01-01T00:30:00Z', 'Europe/London'),
  'leap-day': event('2028-02-29T12:00:00Z', '2028-02-29T13:00:00Z', 'America/New_York'),
  rescheduled: { ...event('2026-11-05T09:00:00Z', '2026-11-05T09:30:00Z', 'Europe/Lisbon'), sequence: 3 },
  invitation,
  cancelled: {
    ...invitation,
    method: 'CANCEL',
    status: 'cancelled',
    sequence: 3,
    description: 'Ben Brown: I am ill.',
  },
  'cancelled-file-to-take-home': { ...ordinary, status: 'cancelled', sequence: 1 },
  'names-with-punctuation': {
    ...invitation,
    organizer: { name: 'Alves, Ana; "the boss": CEO', email: 'ana@example.com' },
    attendees: [{ name: '', email: '"odd,;:name"@example.com', partstat: 'tentative', role: 'required' }],
  },
  'emoji-across-a-fold': { ...ordinary, title: `Retro ${'👩‍👩‍👧‍👦😀'.repeat(6)} – ${'é'.repeat(60)}` },
  'title-that-injects': {
    ...ordinary,
    title: 'Lunch\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil\u0000\u202e; C:\\temp, "x"',
    description: 'First\r\n\r\nSecond \u2028third\r\nATTACH:file:///etc/passwd',
  },
  'no-words-at-all': {
    ...ordinary,
    title: ' \r\n ',
    description: '\u0000',
    organizer: { name: '', email: 'ana@example.com' },
  },
}

/** The file beside an event of `goldenEvents`, byte for byte. */
export function goldenFile(name: string): string {
  return readFileSync(new URL(`golden/${name}.ics`, import.meta.url), 'utf8')
}

function event(startsAt: string, endsAt: string, timeZone: string): CalendarEvent {
  return { ...ordinary, startsAt: Date.parse(startsAt), endsAt: Date.parse(endsAt), timeZone }
}
