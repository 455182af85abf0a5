import { describe, expect, test } from 'vitest'

import { parseInstant } from '#time/instant.ts'

import type { BusyKind, WantedEvent } from '../event.ts'
import { explainGoogle } from './google-client.ts'
import { googleEventId } from './google-copies.ts'
import { readGoogleEvent, writeGoogleEvent } from './google-events.ts'

type Told = Parameters<typeof readGoogleEvent>[0]

const at = (text: string) => parseInstant(text) ?? Number.NaN
const told: Told = {
  id: 'e1',
  etag: '"1"',
  status: 'confirmed',
  iCalUID: 'e1@google.com',
  start: { dateTime: '2026-11-03T16:00:00+01:00' },
  end: { dateTime: '2026-11-03T17:00:00+01:00' },
}
const day: Told = { ...told, start: { date: '2026-11-01' }, end: { date: '2026-11-02' } }
const self = (responseStatus: string): Partial<Told> => ({
  attendees: [{ email: 'ana@example.com', self: true, responseStatus }],
})
const wanted: WantedEvent = {
  uid: 'm1@talk.example',
  sequence: 2,
  startsAt: at('2026-11-03T15:00:00Z'),
  endsAt: at('2026-11-03T15:30:00Z'),
  timeZone: 'Europe/Lisbon',
  title: 'Plans\r\nfor Nov',
  attendees: ['Ana', 'Ben'],
  joinUrl: 'https://talk.example/join/abc',
  note: 'Bring the draft.',
}

describe('what takes time', () => {
  test.each<[string, Told, BusyKind | null]>([
    ['an event', told, 'busy'],
    ['one marked as available', { ...told, transparency: 'transparent' }, null],
    ['a cancelled one', { ...told, status: 'cancelled' }, null],
    ['one that is not sure', { ...told, status: 'tentative' }, 'tentative'],
    ['an invitation said yes to', { ...told, ...self('accepted') }, 'busy'],
    ['an invitation said maybe to', { ...told, ...self('tentative') }, 'tentative'],
    ['an invitation without an answer', { ...told, ...self('needsAction') }, 'unanswered'],
    ['an invitation said no to', { ...told, ...self('declined') }, null],
    [
      'an unsure one without an answer',
      { ...told, status: 'tentative', ...self('needsAction') },
      'unanswered',
    ],
    ['a day', day, 'all-day'],
    ['a day marked as available', { ...day, transparency: 'transparent' }, null],
    ['a day without an answer', { ...day, ...self('needsAction') }, 'all-day'],
    ['a day said no to', { ...day, ...self('declined') }, null],
    ['where somebody works', { ...day, eventType: 'workingLocation' }, null],
    [
      'where somebody works, as busy',
      { ...told, eventType: 'workingLocation', transparency: 'opaque' },
      null,
    ],
    ['out of office', { ...told, eventType: 'outOfOffice' }, 'busy'],
    ['out of office all day', { ...day, eventType: 'outOfOffice' }, 'busy'],
    ['focus time', { ...told, eventType: 'focusTime' }, 'busy'],
    ['one of Gmail’s', { ...told, eventType: 'fromGmail' }, 'busy'],
  ])('%s', (_, event, busy) => {
    expect(readGoogleEvent(event, 'Europe/Lisbon').busy).toBe(busy)
  })
})

describe('when', () => {
  test('times have offsets', () => {
    const { startsAt, endsAt } = readGoogleEvent(told, 'Europe/Lisbon')
    expect([startsAt, endsAt]).toEqual([at('2026-11-03T15:00:00Z'), at('2026-11-03T16:00:00Z')])
  })

  test.each([
    ['Asia/Tokyo', '2026-10-31T15:00:00Z', '2026-11-01T15:00:00Z'],
    ['UTC', '2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z'],
    ['America/New_York', '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'],
  ])('a day lasts as long as it does in %s', (timeZone, start, end) => {
    const { startsAt, endsAt } = readGoogleEvent(day, timeZone)
    expect([startsAt, endsAt]).toEqual([at(start), at(end)])
  })

  test.each<[string, Partial<Told>]>([
    ['no start', { start: undefined }],
    ['an empty start', { start: {} }],
    ['a date that does not exist', { start: { date: '2026-02-30' } }],
    ['a time without an offset', { start: { dateTime: '2026-11-03T16:00:00' } }],
  ])('%s is trouble, not free time', (_, part) => {
    expect(() => readGoogleEvent({ ...told, ...part }, 'UTC')).toThrow(
      expect.objectContaining({ name: 'ProviderTrouble', kind: 'unavailable' }),
    )
  })
})

test('guests are the others who were asked, without rooms', () => {
  const attendees = [
    { email: 'ana@example.com', self: true, responseStatus: 'accepted' },
    { email: 'Eve@Example.com' },
    { email: 'room@example.com', resource: true },
    {},
  ]
  expect(readGoogleEvent({ ...told, attendees }, 'UTC').guests).toEqual(['eve@example.com'])
})

test.each<[string, Partial<Told>, unknown]>([
  [
    'our mark',
    { extendedProperties: { private: { parleyUid: 'm1@talk.example' } } },
    { uid: 'm1@talk.example' },
  ],
  [
    'a join link as the place',
    { location: ' https://talk.example/join/abc ' },
    { joinUrl: 'https://talk.example/join/abc' },
  ],
  ['a place', { location: 'Room 5, https://talk.example/join/abc' }, null],
  ['nothing', {}, null],
])('a copy is known by %s', (_, part, mark) => {
  expect(readGoogleEvent({ ...told, ...part }, 'UTC').mark).toEqual(mark)
})

test('what is written asks nobody to come', () => {
  expect(writeGoogleEvent(wanted)).toEqual({
    summary: 'Plans for Nov',
    description: 'Join the meeting: https://talk.example/join/abc\n\nWith Ana, Ben\n\nBring the draft.',
    location: 'https://talk.example/join/abc',
    start: { dateTime: '2026-11-03T15:00:00Z' },
    end: { dateTime: '2026-11-03T15:30:00Z' },
    extendedProperties: { private: { parleyUid: 'm1@talk.example' } },
  })
})

test('a key gives one id, in the letters that Google takes', () => {
  expect(googleEventId('a:1')).toBe(googleEventId('a:1'))
  expect(googleEventId('a:1')).not.toBe(googleEventId('a:2'))
  expect(googleEventId('a:1')).toMatch(/^[0-9a-v]{5,1024}$/)
})

describe('refusals', () => {
  const because = (reason: string) => ({ error: { code: 0, message: 'Plans of Ana', errors: [{ reason }] } })

  test.each<[number, unknown, number | undefined, string, number | undefined]>([
    [401, because('authError'), undefined, 'needs_relink', undefined],
    [403, because('insufficientPermissions'), undefined, 'needs_relink', undefined],
    [
      403,
      { error: { details: [{ reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' }] } },
      undefined,
      'needs_relink',
      undefined,
    ],
    [403, because('rateLimitExceeded'), 7_000, 'throttled', 7_000],
    [403, because('userRateLimitExceeded'), undefined, 'throttled', undefined],
    [429, because('rateLimitExceeded'), 30_000, 'throttled', 30_000],
    [429, {}, 1_000, 'throttled', 1_000],
    [403, because('quotaExceeded'), undefined, 'throttled', 3_600_000],
    [403, because('accessNotConfigured'), undefined, 'misconfigured', undefined],
    [403, because('forbiddenForNonOrganizer'), undefined, 'rejected', undefined],
    [404, because('notFound'), undefined, 'rejected', undefined],
    [400, because('invalid'), undefined, 'rejected', undefined],
    [302, {}, undefined, 'unavailable', undefined],
    [503, because('backendError'), 5_000, 'unavailable', 5_000],
    [500, 'not even JSON', undefined, 'unavailable', undefined],
  ])('%i %j', (status, body, retryAfterMs, kind, pause) => {
    const trouble = explainGoogle({ status, body, retryAfterMs })
    expect(trouble).toMatchObject({ kind, retryAfterMs: pause })
    expect(`${trouble.message} ${trouble.code}`).not.toContain('Ana')
  })
})
