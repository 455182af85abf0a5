import { describe, expect, test } from 'vitest'

import { instantOf, toIso } from '#time/instant.ts'

import { canWait, quietUntil } from './quiet-hours.ts'

const night = { from: '22:00', until: '07:00' }

describe('when quiet hours end', () => {
  test.each([
    ['before they begin', night, 'Europe/Lisbon', '2026-10-23T20:59:59Z', null],
    ['at their first instant', night, 'Europe/Lisbon', '2026-10-23T21:00:00Z', '2026-10-24T06:00:00Z'],
    ['after midnight', night, 'Europe/Lisbon', '2026-10-24T03:00:00Z', '2026-10-24T06:00:00Z'],
    ['at their end', night, 'Europe/Lisbon', '2026-10-24T06:00:00Z', null],
    [
      'a night in which clocks go back is longer',
      night,
      'Europe/Lisbon',
      '2026-10-24T21:30:00Z',
      '2026-10-25T07:00:00Z',
    ],
    [
      'a night in which clocks go forward is shorter',
      night,
      'Europe/Lisbon',
      '2026-03-28T22:30:00Z',
      '2026-03-29T06:00:00Z',
    ],
    [
      'on the same day',
      { from: '12:00', until: '13:30' },
      'Asia/Tokyo',
      '2026-10-23T03:15:00Z',
      '2026-10-23T04:30:00Z',
    ],
    [
      'an end that clocks skip is when they do',
      { from: '22:00', until: '02:30' },
      'America/New_York',
      '2026-03-08T05:00:00Z',
      '2026-03-08T07:30:00Z',
    ],
    ['in a zone whose day is another', night, 'Pacific/Apia', '2026-10-23T10:00:00Z', '2026-10-23T18:00:00Z'],
    ['without any', null, 'Europe/Lisbon', '2026-10-24T03:00:00Z', null],
  ])('%s', (_, hours, zone, now, until) => {
    const found = quietUntil(hours, zone, instantOf(now))
    expect(found && toIso(found)).toBe(until)
  })
})

describe('what can wait', () => {
  const until = instantOf('2026-10-24T06:00:00Z')
  const soon = instantOf('2026-10-24T06:30:00Z')
  const later = instantOf('2026-10-24T12:00:00Z')

  test.each([
    ['a message', { kind: 'message' }, [false, true, true]],
    ['a mention', { kind: 'mention' }, [false, true, true]],
    ['a new meeting in the afternoon', { kind: 'meeting_new', at: later }, [false, false, true]],
    [
      'a meeting cancelled that was in the early morning',
      { kind: 'meeting_cancelled', at: soon },
      [false, false, false],
    ],
    ['a change of which nobody says when', { kind: 'meeting_changed' }, [false, false, false]],
    ['a reminder', { kind: 'reminder', at: later }, [false, false, false]],
    ['a broken link', { kind: 'link_trouble' }, [false, false, true]],
  ] as const)('%s', (_, notice, [inApp, mail, push]) => {
    expect(canWait(notice, 'in_app', until)).toBe(inApp)
    expect(canWait(notice, 'mail', until)).toBe(mail)
    expect(canWait(notice, 'push', until)).toBe(push)
  })
})
