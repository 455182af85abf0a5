import { describe, expect, test } from 'vitest'

import { descriptionOf, joinLinkAt, titleOf, type WantedEvent } from './event.ts'

const wanted: WantedEvent = {
  uid: 'm@talk.example',
  sequence: 0,
  startsAt: 0,
  endsAt: 1,
  timeZone: 'UTC',
  title: 'Plans',
  attendees: ['Ana', 'Ben'],
  joinUrl: 'https://talk.example/join/a',
  note: 'Bring the draft.\r\nAnd tea.',
}

describe('what is written', () => {
  test('the way in, who comes, the note', () => {
    expect(descriptionOf(wanted)).toBe(
      'Join the meeting: https://talk.example/join/a\n\nWith Ana, Ben\n\nBring the draft.\nAnd tea.',
    )
  })

  test('nothing is left of what is not there', () => {
    expect(descriptionOf({ ...wanted, attendees: [' '], note: ' ' })).toBe(
      'Join the meeting: https://talk.example/join/a',
    )
  })

  test('names and titles stay on one line', () => {
    expect(descriptionOf({ ...wanted, attendees: ['A\nna'], note: '' })).toContain('With A na')
    expect(titleOf({ ...wanted, title: 'Plans\r\nfor\u202e tea' })).toBe('Plans for tea')
    expect(titleOf({ ...wanted, title: '\u0007' })).toBe('Meeting')
  })
})

test.each<[string | null | undefined, boolean]>([
  ['https://talk.example/join/kq3v-9_w', true],
  [' https://talk.example/parley/join/kq3v ', true],
  ['http://127.0.0.1:4000/join/a', true],
  ['https://talk.example/join/', false],
  ['https://talk.example/rooms/a', false],
  ['Room 5, https://talk.example/join/a', false],
  ['https://talk.example/join/a?b', false],
  ['ftp://talk.example/join/a', false],
  ['', false],
  [null, false],
  [undefined, false],
])('whether a place is a join link: %s', (place, isLink) => {
  expect(joinLinkAt(place)).toEqual(isLink ? { joinUrl: String(place).trim() } : null)
})
