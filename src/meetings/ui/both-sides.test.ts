import { describe, expect, test } from 'vitest'

import { apartMinutes, findShift, sayShift } from './both-sides.ts'

const now = Date.parse('2026-10-23T10:00:00Z')
const asItIs = (date: string) => date

function say(here: string, there: string, at: string, from = now): string | undefined {
  const shift = findShift(here, there, from, Date.parse(at))
  return shift && sayShift(shift, asItIs)
}

describe('clock changes on the way', () => {
  test.each([
    [
      'between Europe’s change and America’s the two are an hour closer',
      ['Europe/Lisbon', 'America/New_York', '2026-10-28T15:00:00Z'],
      'Lisbon’s clocks go back on 2026-10-25; New York’s on 2026-11-01: until then the difference is 4 hours, not 5.',
    ],
    [
      'seen from the other side it is the same',
      ['America/New_York', 'Europe/Lisbon', '2026-10-28T15:00:00Z'],
      'Lisbon’s clocks go back on 2026-10-25; New York’s on 2026-11-01: until then the difference is 4 hours, not 5.',
    ],
    [
      'one side alone changes',
      ['Asia/Tokyo', 'Europe/Lisbon', '2026-11-03T10:00:00Z'],
      'Lisbon’s clocks go back on 2026-10-25: from then on the difference is 9 hours, not 8.',
    ],
    [
      'to an hour',
      ['Africa/Algiers', 'Europe/Athens', '2026-11-03T10:00:00Z'],
      'Athens’s clocks go back on 2026-10-25: from then on the difference is 1 hour, not 2.',
    ],
    [
      'half hours',
      ['Europe/Lisbon', 'Asia/Kolkata', '2026-11-03T10:00:00Z'],
      'Lisbon’s clocks go back on 2026-10-25: from then on the difference is 5 h 30 min, not 4 h 30 min.',
    ],
  ] as const)('%s', (_, [here, there, at], said) => {
    expect(say(here, there, at)).toBe(said)
  })

  test('north and south go opposite ways', () => {
    const march = Date.parse('2026-03-20T10:00:00Z')
    expect(say('Europe/Lisbon', 'Australia/Sydney', '2026-04-20T10:00:00Z', march)).toBe(
      'Lisbon’s clocks go forward on 2026-03-29; Sydney’s go back on 2026-04-05: from then on the difference is 9 hours, not 11.',
    )
  })

  test.each([
    [
      'after both changes the distance is the old one',
      'Europe/Lisbon',
      'America/New_York',
      '2026-11-03T15:00:00Z',
    ],
    ['both change in the same night', 'Europe/Lisbon', 'Europe/Paris', '2026-11-03T15:00:00Z'],
    ['no clock changes before it', 'Europe/Lisbon', 'America/New_York', '2026-10-24T15:00:00Z'],
    ['neither ever changes', 'Asia/Tokyo', 'Asia/Kolkata', '2026-11-03T15:00:00Z'],
    ['both are at the same place', 'Europe/Lisbon', 'Europe/Lisbon', '2026-11-03T15:00:00Z'],
  ])('nothing is said where %s', (_, here, there, at) => {
    expect(say(here, there, at)).toBeUndefined()
  })
})

test('half-hour zones', () => {
  expect(apartMinutes('Europe/Lisbon', 'Asia/Kolkata', now)).toBe(270)
})
