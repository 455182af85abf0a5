import { describe, expect, test } from 'vitest'

import { parseInstant } from '#time/instant.ts'

import type { BusyKind, WantedEvent } from '../event.ts'
import { explainGraph } from './microsoft-client.ts'
import { readGraphEvent, writeGraphEvent } from './microsoft-events.ts'

type Told = Parameters<typeof readGraphEvent>[0]

const at = (text: string) => parseInstant(text) ?? Number.NaN
const utc = (dateTime: string) => ({ dateTime, timeZone: 'UTC' })
const told: Told = {
  id: 'e1',
  '@odata.etag': 'W/"1"',
  iCalUId: 'u1',
  start: utc('2026-11-03T15:00:00.0000000'),
  end: utc('2026-11-03T16:00:00.0000000'),
  showAs: 'busy',
  responseStatus: { response: 'organizer' },
}
const day: Told = {
  ...told,
  isAllDay: true,
  start: utc('2026-11-01T00:00:00.0000000'),
  end: utc('2026-11-02T00:00:00.0000000'),
}
const answered = (response: string): Partial<Told> => ({ responseStatus: { response } })
const wanted: WantedEvent = {
  uid: 'm1@talk.example',
  sequence: 2,
  startsAt: at('2026-11-03T15:00:00Z'),
  endsAt: at('2026-11-03T15:30:00Z'),
  timeZone: 'Europe/Lisbon',
  title: ' ',
  attendees: [],
  joinUrl: 'https://talk.example/join/abc',
  note: '',
}

describe('what takes time', () => {
  test.each<[string, Told, BusyKind | null]>([
    ['an event', told, 'busy'],
    ['one that shows nothing', { ...told, showAs: null }, 'busy'],
    ['one that shows something new', { ...told, showAs: 'unknownFutureValue' }, 'busy'],
    ['one shown as unknown', { ...told, showAs: 'unknown' }, 'busy'],
    ['one shown as free', { ...told, showAs: 'free' }, null],
    ['working elsewhere', { ...told, showAs: 'workingElsewhere' }, null],
    ['one shown as tentative', { ...told, showAs: 'tentative' }, 'tentative'],
    ['out of office', { ...told, showAs: 'oof' }, 'busy'],
    ['out of office all day', { ...day, showAs: 'oof' }, 'busy'],
    ['a cancelled one', { ...told, isCancelled: true }, null],
    ['an invitation said yes to', { ...told, ...answered('accepted') }, 'busy'],
    ['an invitation said maybe to', { ...told, ...answered('tentativelyAccepted') }, 'tentative'],
    [
      'an invitation without an answer',
      { ...told, showAs: 'tentative', ...answered('notResponded') },
      'unanswered',
    ],
    ['an invitation said no to', { ...told, ...answered('declined') }, null],
    ['a day', day, 'all-day'],
    ['a free day', { ...day, showAs: 'free' }, null],
    ['a day without an answer', { ...day, showAs: 'tentative', ...answered('notResponded') }, 'all-day'],
  ])('%s', (_, event, busy) => {
    expect(readGraphEvent(event, 'Europe/Lisbon').busy).toBe(busy)
  })
})

describe('when', () => {
  test.each<[string, Partial<Told>, string, string]>([
    ['seven digits of a second', {}, '2026-11-03T15:00:00Z', '2026-11-03T16:00:00Z'],
    [
      'a zone all the same',
      {
        start: { dateTime: '2026-11-03T10:00:00', timeZone: 'America/New_York' },
        end: { dateTime: '2026-11-03T11:00:00', timeZone: 'Eastern Standard Time' },
      },
      '2026-11-03T15:00:00Z',
      '2026-11-03T16:00:00Z',
    ],
  ])('%s', (_, part, start, end) => {
    const { startsAt, endsAt } = readGraphEvent({ ...told, ...part }, 'Asia/Tokyo')
    expect([startsAt, endsAt]).toEqual([at(start), at(end)])
  })

  test.each<[string, Partial<Told>, string, string]>([
    [
      'in the zone it was made in',
      { originalStartTimeZone: 'Tokyo Standard Time' },
      '2026-10-31T15:00:00Z',
      '2026-11-01T15:00:00Z',
    ],
    ['in the calendar’s, when none is said', {}, '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'],
    [
      'in the calendar’s, when only UTC is said',
      { originalStartTimeZone: 'UTC' },
      '2026-11-01T04:00:00Z',
      '2026-11-02T05:00:00Z',
    ],
    [
      'in the calendar’s, when its own has no name',
      { originalStartTimeZone: 'tzone://Microsoft/Custom' },
      '2026-11-01T04:00:00Z',
      '2026-11-02T05:00:00Z',
    ],
    [
      'as it is, when it was converted',
      { start: utc('2026-10-31T15:00:00'), end: utc('2026-11-01T15:00:00') },
      '2026-10-31T15:00:00Z',
      '2026-11-01T15:00:00Z',
    ],
  ])('a day lies %s', (_, part, start, end) => {
    const { startsAt, endsAt } = readGraphEvent({ ...day, ...part }, 'America/New_York')
    expect([startsAt, endsAt]).toEqual([at(start), at(end)])
  })

  test.each<[string, Partial<Told>]>([
    ['no start', { start: null }],
    ['a start that is none', { start: utc('soon') }],
    ['a zone nobody knows', { start: { dateTime: '2026-11-03T15:00:00', timeZone: 'Customized Time Zone' } }],
  ])('%s is trouble, not free time', (_, part) => {
    expect(() => readGraphEvent({ ...told, ...part }, 'UTC')).toThrow(
      expect.objectContaining({ name: 'ProviderTrouble', kind: 'unavailable' }),
    )
  })
})

test('guests are the others who were asked, without rooms', () => {
  const who = (address: string, type = 'required') => ({ type, emailAddress: { address } })
  const event = {
    ...told,
    organizer: { emailAddress: { address: 'Chiyo@example.com' } },
    attendees: [
      who('chiyo@example.com'),
      who('Eve@Example.com'),
      who('room@example.com', 'resource'),
      who(''),
    ],
  }
  expect(readGraphEvent(event, 'UTC').guests).toEqual(['eve@example.com'])
})

test('a copy is known by our mark, however its name is written, or by its place', () => {
  const [mark] = (
    writeGraphEvent(wanted) as { singleValueExtendedProperties: [{ id: string; value: string }] }
  ).singleValueExtendedProperties
  const marked = {
    ...told,
    singleValueExtendedProperties: [{ id: mark.id.toUpperCase(), value: mark.value }],
  }
  expect(readGraphEvent(marked, 'UTC').mark).toEqual({ uid: 'm1@talk.example' })
  const placed = { ...told, location: { displayName: 'https://talk.example/join/abc' } }
  expect(readGraphEvent(placed, 'UTC').mark).toEqual({ joinUrl: 'https://talk.example/join/abc' })
  expect(readGraphEvent(told, 'UTC').mark).toBeNull()
})

test('what is written asks nobody to come and is in UTC', () => {
  expect(writeGraphEvent(wanted)).toEqual({
    subject: 'Meeting',
    body: { contentType: 'text', content: 'Join the meeting: https://talk.example/join/abc' },
    location: { displayName: 'https://talk.example/join/abc' },
    start: { dateTime: '2026-11-03T15:00:00', timeZone: 'UTC' },
    end: { dateTime: '2026-11-03T15:30:00', timeZone: 'UTC' },
    isAllDay: false,
    singleValueExtendedProperties: [{ id: expect.stringContaining('ParleyUid'), value: 'm1@talk.example' }],
  })
})

describe('refusals', () => {
  const because = (code: string, inner?: string) => ({
    error: { code, message: 'Plans of Chiyo', ...(inner !== undefined && { innerError: { code: inner } }) },
  })

  test.each<[number, unknown, number | undefined, string, number | undefined]>([
    [401, because('InvalidAuthenticationToken'), undefined, 'needs_relink', undefined],
    [404, because('MailboxNotEnabledForRESTAPI'), undefined, 'unsupported', undefined],
    [404, because('MailboxNotSupportedForRESTAPI'), undefined, 'unsupported', undefined],
    [403, because('ErrorAccessDenied', 'MailboxNotEnabledForRESTAPI'), undefined, 'unsupported', undefined],
    [429, because('ApplicationThrottled'), 12_000, 'throttled', 12_000],
    [503, because('ServiceUnavailable'), 9_000, 'throttled', 9_000],
    [503, because('ServiceUnavailable'), undefined, 'unavailable', undefined],
    [409, because('ConcurrentItemSave'), undefined, 'unavailable', undefined],
    [412, because('ErrorIrresolvableConflict'), undefined, 'unavailable', undefined],
    [403, because('ErrorAccessDenied'), undefined, 'rejected', undefined],
    [404, because('ErrorItemNotFound'), undefined, 'rejected', undefined],
    [400, because('ErrorInvalidRequest'), undefined, 'rejected', undefined],
    [500, 'not even JSON', undefined, 'unavailable', undefined],
  ])('%i %j', (status, body, retryAfterMs, kind, pause) => {
    const trouble = explainGraph({ status, body, retryAfterMs })
    expect(trouble).toMatchObject({ kind, retryAfterMs: pause })
    expect(`${trouble.message} ${trouble.code}`).not.toContain('Chiyo')
  })
})
