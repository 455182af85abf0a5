import { describe, expect, test } from 'vitest'

import { closesAt, isAsked, joinUrl, opensAt, titleOf, type WantedCall } from './call.ts'

const wanted: WantedCall = {
  roomId: 'room',
  status: 'confirmed',
  startsAt: Date.parse('2026-10-26T10:00:00Z'),
  endsAt: Date.parse('2026-10-26T10:30:00Z'),
  timeZone: 'Europe/Lisbon',
  people: ['ana', 'ben'],
}

describe('a call', () => {
  test('opens ten minutes before the start and closes two hours after the end', () => {
    expect(opensAt(wanted)).toBe(Date.parse('2026-10-26T09:50:00Z'))
    expect(closesAt(wanted)).toBe(Date.parse('2026-10-26T12:30:00Z'))
  })

  test('is for those who are asked', () => {
    expect(isAsked(wanted, 'ana')).toBe(true)
    expect(isAsked(wanted, 'eve')).toBe(false)
  })

  test('is called by its room as that is called now', () => {
    expect(titleOf(wanted, 'Kitchen')).toBe('Meeting: Kitchen')
    expect(titleOf({ ...wanted, isInstant: true }, 'Kitchen')).toBe('Call: Kitchen')
    expect(titleOf({ ...wanted, title: 'Career chat' }, 'Kitchen')).toBe('Career chat')
  })

  test('has its page under the public address', () => {
    expect(joinUrl(new URL('https://talk.example/'), 'abc-_1')).toBe('https://talk.example/join/abc-_1')
  })
})
