import { describe, expect, test } from 'vitest'

import { chance, hostileTexts } from '#test/ical/hostile-texts.ts'

import { addToCalendarLinks, type LinkedEvent } from './add-links.ts'

const event: LinkedEvent = {
  startsAt: Date.parse('2026-10-25T00:30:00Z'),
  endsAt: Date.parse('2026-10-25T01:30:00Z'),
  timeZone: 'Europe/Lisbon',
  title: 'Q&A: 1+1=2 #café?',
  description: 'First\nSecond & <third>',
  joinUrl: 'https://parley.example/join/3xQ8mVbN2kLr7TzYcWdPfg',
}
const words = `Join the meeting: ${event.joinUrl}\n\nFirst\nSecond & <third>`
const outlookParts = {
  path: '/calendar/action/compose',
  rru: 'addevent',
  subject: event.title,
  startdt: '2026-10-25T00:30:00Z',
  enddt: '2026-10-25T01:30:00Z',
  body: words.replace('<third>', '‹third›'),
  location: event.joinUrl,
}

test.each([
  [
    'google',
    'https://calendar.google.com/calendar/render',
    {
      action: 'TEMPLATE',
      text: event.title,
      dates: '20261025T003000Z/20261025T013000Z',
      details: words,
      location: event.joinUrl,
      ctz: 'Europe/Lisbon',
    },
  ],
  ['outlook', 'https://outlook.live.com/calendar/0/deeplink/compose', outlookParts],
  ['office365', 'https://outlook.office.com/calendar/0/deeplink/compose', outlookParts],
  [
    'yahoo',
    'https://calendar.yahoo.com/',
    {
      v: '60',
      title: event.title,
      st: '20261025T003000Z',
      et: '20261025T013000Z',
      desc: words,
      in_loc: event.joinUrl,
    },
  ],
] as const)('%s', (vendor, address, parts) => {
  const link = new URL(addToCalendarLinks(event)[vendor])
  expect(link.origin + link.pathname).toBe(address)
  expect(Object.fromEntries(link.searchParams)).toEqual(parts)
})

test('nothing in a link needs escaping in a mail or a page, and a space is %20', () => {
  const links = Object.values(addToCalendarLinks({ ...event, title: `it's (a) "b" <c> * ! ~ \\ | d` }))
  for (const link of links) expect(link).toMatch(/^https:\/\/[A-Za-z0-9%&=?./:_~-]+$/)
})

describe('lengths', () => {
  test.each([
    ['a long description', { description: 'word '.repeat(2_000) }],
    ['a long description of emoji', { description: '😀'.repeat(5_000) }],
    ['a long title', { title: '漢'.repeat(10_000) }],
    ['both', { title: '👩‍👩‍👧‍👦'.repeat(100), description: '"'.repeat(10_000) }],
  ])('%s', (_, long) => {
    for (const link of Object.values(addToCalendarLinks({ ...event, ...long }))) {
      expect(link.length).toBeLessThanOrEqual(2_000)
      const values = [...new URL(link).searchParams.values()]
      expect(values.filter((value) => value.includes(event.joinUrl))).toHaveLength(2)
      expect(values.some((value) => value.endsWith('…'))).toBe(true)
    }
  })

  test('a description that fits exactly is not cut, one character more is', () => {
    const free = 2_000 - addToCalendarLinks({ ...event, description: 'x' }).google.length
    expect(addToCalendarLinks({ ...event, description: 'x'.repeat(free + 1) }).google).toHaveLength(2_000)
    expect(addToCalendarLinks({ ...event, description: 'x'.repeat(free + 2) }).google).toContain(
      encodeURIComponent('x…'),
    )
  })
})

test('1 000 hostile texts change no time, no join link and no parameter', { timeout: 30_000 }, () => {
  const texts = hostileTexts(1_000, 11)
  const next = chance(12)
  const names = parameters(addToCalendarLinks(event))
  for (const text of texts) {
    const description = texts[Math.floor(next() * texts.length)] ?? ''
    const links = addToCalendarLinks({ ...event, title: text, description, timeZone: text })
    expect(parameters(links)).toEqual(names)
    expect(new URL(links.google).searchParams.get('dates')).toBe('20261025T003000Z/20261025T013000Z')
    expect(new URL(links.outlook).searchParams.get('startdt')).toBe('2026-10-25T00:30:00Z')
    expect(new URL(links.yahoo).searchParams.get('in_loc')).toBe(event.joinUrl)
    for (const link of Object.values(links)) expect(link.length).toBeLessThanOrEqual(2_000)
  }
})

test('only http and https lead to a meeting', () => {
  expect(() => addToCalendarLinks({ ...event, joinUrl: 'javascript:alert(1)' })).toThrow(RangeError)
})

function parameters(links: Record<string, string>): string[][] {
  return Object.values(links).map((link) => [...new URL(link).searchParams.keys()])
}
