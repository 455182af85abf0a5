import { describe, expect, test } from 'vitest'

import { HOUR, MINUTE, parseInstant } from '#time/instant.ts'

import type { Calendar } from './calendar.ts'
import {
  effectiveState,
  isUsable,
  type Link,
  nextCheck,
  nextReading,
  pauseAfter,
  readPathBack,
  revokeAddress,
  takesTimeAway,
  troubleOf,
  withQuery,
} from './link.ts'
import type { RelinkWindow } from './relink-window.ts'

const at = (text: string) => parseInstant(text) ?? Number.NaN
const now = at('2026-10-23T10:00:00Z')
const link: Link = {
  id: 'link',
  personId: 'ana',
  provider: 'google',
  account: 'google|1',
  shownAs: 'ana@example.com',
  state: 'linked',
  generation: 1,
  scopes: '',
  rules: { tentative: true, unanswered: true, allDay: true },
  trouble: null,
  troubleSince: null,
  lastReadAt: now,
  lastWriteAt: null,
  checkAt: now,
  checkAttempts: 0,
  linkedAt: at('2026-09-01T00:00:00Z'),
}
const calendar: Calendar = {
  id: 'calendar',
  linkId: 'link',
  personId: 'ana',
  externalId: 'x',
  name: 'Work',
  timeZone: 'Europe/Lisbon',
  canWrite: true,
  conference: null,
  isPrimary: true,
  countsAsBusy: true,
  receives: true,
  cursor: null,
  ignored: false,
  trouble: null,
  readAt: now,
  readFrom: now,
  readUntil: now,
  nextReadAt: now,
  attempts: 0,
}
const window: RelinkWindow = {
  id: 'window',
  providers: ['google'],
  fromDate: '2026-10-20',
  untilDate: '2026-10-22',
  timeZone: 'UTC',
  text: 'Please.',
  madeAt: at('2026-10-01T00:00:00Z'),
}
const open = { ...window, untilDate: '2026-10-23' }

describe('where a link stands', () => {
  test.each([
    ['as it is kept', link, [], 'linked'],
    ['while a window is open it works on', link, [open], 'linked'],
    ['after a window it is suspended', link, [window], 'suspended'],
    ['one made since is not', { ...link, linkedAt: at('2026-10-21T00:00:00Z') }, [window], 'linked'],
    ['a broken one is suspended, too', { ...link, state: 'needs_relink' as const }, [window], 'suspended'],
    ['an ended one is ended', { ...link, state: 'unlinked' as const }, [window], 'unlinked'],
  ])('%s', (_, one, windows, state) => {
    expect(effectiveState(one, windows, now)).toBe(state)
  })

  test.each([
    ['linked', true, true],
    ['needs_relink', true, false],
    ['unsupported', true, false],
    ['suspended', false, false],
    ['unlinked', false, false],
  ] as const)('%s: takes time away %s, can be used %s', (state, takes, usable) => {
    expect([takesTimeAway(state), isUsable(state)]).toEqual([takes, usable])
  })
})

describe('what its owner is told', () => {
  const health = { link, calendars: [calendar], windows: [], waiting: 0 }

  test('nothing when all is well', () => {
    expect(troubleOf(health, now)).toBeNull()
  })

  test('a broken link is mended by relinking', () => {
    const broken = { ...link, state: 'needs_relink' as const, trouble: 'Gone.', troubleSince: now }
    expect(troubleOf({ ...health, link: broken }, now)).toEqual({
      sentence: 'Gone.',
      mend: 'relink',
      since: now,
    })
  })

  test('a suspended one as well, in words that name the way meanwhile', () => {
    const trouble = troubleOf({ ...health, windows: [window] }, now)
    expect(trouble).toMatchObject({ mend: 'relink', sentence: expect.stringContaining('Add to calendar') })
  })

  test('one that cannot be reached has no button until times are in the dark; then one can go without', () => {
    const failing = { ...link, trouble: 'Google does not answer.' }
    expect(troubleOf({ ...health, link: failing }, now)?.mend).toBeNull()
    expect(troubleOf({ ...health, link: failing }, now + 24 * HOUR)?.mend).toBe('ignore')
    const ignored = [{ ...calendar, ignored: true }]
    expect(troubleOf({ ...health, link: failing, calendars: ignored }, now + 24 * HOUR)?.mend).toBeNull()
  })

  test('a calendar that cannot be read is named', () => {
    const failing = { ...calendar, trouble: 'It is not there any more.' }
    expect(troubleOf({ ...health, calendars: [failing] }, now)?.sentence).toBe(
      'Work: It is not there any more.',
    )
  })
})

describe('the way back', () => {
  const id = '019a0000-0000-7000-8000-000000000000'
  test.each(['/rooms', '/settings/calendars', `/rooms/${id}`, `/rooms/${id}/invites/${id}?day=2026-11-03`])(
    'leads to %s',
    (path) => expect(readPathBack(path)).toBe(path),
  )
  test.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/rooms/../../oauth',
    '/api/rooms',
    `/rooms/${id}?next=//evil.example`,
    `/rooms/${id}#x`,
    '/rooms\n',
    `/rooms?${'a'.repeat(400)}`,
    '',
  ])('never to %j', (path) => expect(readPathBack(path)).toBeUndefined())

  test('says how it went', () => {
    expect(withQuery('/rooms', 'calendar', 'denied')).toBe('/rooms?calendar=denied')
    expect(withQuery('/rooms?a=b', 'calendar', 'failed')).toBe('/rooms?a=b&calendar=failed')
  })
})

test('a grant is looked at again within four minutes, whatever chance says', () => {
  for (const chance of [0, 0.5, 0.999_999]) {
    const next = nextCheck(now, 'google', chance) - now
    expect(next).toBeGreaterThanOrEqual(3 * MINUTE)
    expect(next).toBeLessThan(4 * MINUTE)
  }
})

test('calendars that nobody watches are asked within four minutes, watched ones within ten, feeds within fifteen', () => {
  expect(nextReading(now, 'caldav', false, 0.999) - now).toBeLessThanOrEqual(4 * MINUTE)
  expect(nextReading(now, 'google', true, 0.999) - now).toBeLessThanOrEqual(10 * MINUTE)
  expect(nextReading(now, 'feed', false, 0.999) - now).toBeLessThanOrEqual(15 * MINUTE)
})

test('pauses grow to a quarter of an hour and no further', () => {
  expect([0, 1, 2, 5, 10, 1000].map((attempts) => pauseAfter(attempts, 1))).toEqual([
    5_000,
    10_000,
    20_000,
    160_000,
    15 * MINUTE,
    15 * MINUTE,
  ])
  expect(pauseAfter(5, 0)).toBe(1_000)
})

test.each([
  ['microsoft', '9188040d-6c67-4c5b-b112-36a304b66dad|x', 'https://account.live.com/consent/Manage'],
  ['microsoft', '11111111-6c67-4c5b-b112-36a304b66dad|x', 'https://myapps.microsoft.com'],
  ['feed', 'x', null],
] as const)('%s (%s): access is taken away by hand at %s', (provider, account, url) => {
  expect(revokeAddress({ provider, account })).toBe(url)
})
