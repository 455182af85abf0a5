import { describe, expect, test } from 'vitest'

import { toIso } from '#time/instant.ts'

import { findClockChange, offeredElsewhere, type Standing } from './elsewhere.ts'
import { type Schedule, usualSchedule } from './schedule.ts'

const now = Date.parse('2026-10-23T10:00:00Z')
const at = (text: string) => Date.parse(text)

function offered(schedule: Schedule, timeZone: string, standings: readonly Standing[] = []): string[] {
  const asked = { timeZone, firstDate: '2026-10-25', days: 3, now }
  return offeredElsewhere(schedule, standings, asked).flatMap(({ date, offered: stretches }) =>
    stretches.map(([from, to]) => `${date.slice(8)}: ${toIso(from).slice(8, 16)} ${toIso(to).slice(8, 16)}`),
  )
}

const meeting: Standing = {
  kind: 'meeting',
  name: 'Meeting: Garden',
  title: null,
  tone: 0,
  interval: [at('2026-10-26T12:00:00Z'), at('2026-10-26T12:30:00Z')],
  isOrganized: true,
}

describe('how a week looks elsewhere', () => {
  test('its hours stand on the dates of the other zone', () => {
    expect(offered(usualSchedule('America/New_York'), 'Asia/Tokyo')).toEqual([
      '26: 26T13:00 26T15:00',
      '27: 26T15:00 26T21:00',
      '27: 27T13:00 27T15:00',
    ])
  })

  test('what goes on past midnight there is cut at it', () => {
    const schedule = { ...usualSchedule('America/New_York'), incrementMinutes: 15 } as const
    expect(offered(schedule, 'Asia/Tokyo').slice(0, 2)).toEqual([
      '26: 26T13:00 26T15:00',
      '27: 26T15:00 26T21:00',
    ])
  })

  test('what stands in one’s time is taken out, and a full day is empty', () => {
    const schedule = usualSchedule('Europe/Lisbon')
    expect(offered(schedule, 'Europe/Lisbon', [meeting])).toEqual([
      '26: 26T09:00 26T12:00',
      '26: 26T12:30 26T17:00',
      '27: 27T09:00 27T17:00',
    ])
    expect(offered({ ...schedule, mostADay: 1 }, 'Europe/Lisbon', [meeting])).toEqual([
      '27: 27T09:00 27T17:00',
    ])
  })

  test('neither sooner than the notice nor later than the horizon', () => {
    const schedule = { ...usualSchedule('Europe/Lisbon'), minimumNoticeMinutes: 4 * 1440 }
    expect(offered(schedule, 'Europe/Lisbon')).toEqual(['27: 27T10:00 27T17:00'])
    expect(offered({ ...usualSchedule('Europe/Lisbon'), daysAhead: 4 }, 'Europe/Lisbon')).toEqual([
      '26: 26T09:00 26T17:00',
    ])
  })
})

describe('the next change of clocks', () => {
  test('is shown on the same weekday before and after it', () => {
    expect(findClockChange(usualSchedule('Europe/Lisbon'), now)).toEqual({
      date: '2026-10-25',
      byMinutes: -60,
      before: [at('2026-10-19T08:00:00Z'), at('2026-10-19T16:00:00Z')],
      after: [at('2026-10-26T09:00:00Z'), at('2026-10-26T17:00:00Z')],
    })
  })

  test('never on the day itself', () => {
    const sundays = { ...usualSchedule('Europe/Lisbon'), weekly: { '7': [['22:00', '02:00']] } } as Schedule
    const change = findClockChange(sundays, now)
    expect(change && [change.before, change.after].flat().map(toIso)).toEqual([
      '2026-10-18T21:00:00Z',
      '2026-10-19T01:00:00Z',
      '2026-11-01T22:00:00Z',
      '2026-11-02T02:00:00Z',
    ])
  })

  test('is none where clocks stand still, or nothing is open', () => {
    expect(findClockChange(usualSchedule('Asia/Tokyo'), now)).toBeNull()
    expect(findClockChange({ ...usualSchedule('Europe/Lisbon'), weekly: {} }, now)).toBeNull()
  })
})
