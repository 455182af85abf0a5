import { describe, expect, test, vi } from 'vitest'

import { DAY, HOUR, MINUTE, parseInstant, SECOND, toIso } from './instant.ts'
import { dateOfDay, dayNumberOf } from './wall-time.ts'
import {
  dateAt,
  findTimeZone,
  isRepeated,
  isTimeZone,
  nextTransition,
  offsetAt,
  startOfDate,
  toInstant,
  toInstantOfDay,
  wallOf,
} from './zone.ts'

// Every zone there is: on a busy machine that is more than a moment.
vi.setConfig({ testTimeout: 30_000 })

const zones = [...Intl.supportedValuesOf('timeZone'), 'UTC']
const at = (iso: string) => parseInstant(iso) ?? Number.NaN

describe('names', () => {
  test.each([
    ['europe/lisbon', 'Europe/Lisbon'],
    ['Asia/Calcutta', 'Asia/Calcutta'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['utc', 'UTC'],
    ['Etc/GMT+5', 'Etc/GMT+5'],
  ])('%s is %s', (name, zone) => {
    expect(findTimeZone(name)).toBe(zone)
  })

  test.each([
    '+02:00',
    '-05',
    'UTC+2',
    'Z',
    '',
    ' Europe/Lisbon',
    'Mars/Olympus',
    'Europe/Lisbon[u-ca=iso8601]',
    '2026-01-01T00:00Z',
  ])('%j is none', (name) => {
    expect(isTimeZone(name)).toBe(false)
  })

  test('an unknown zone is a fault, each time', () => {
    expect(() => offsetAt('Mars/Olympus', 0)).toThrow(RangeError)
    expect(() => toInstant('Mars/Olympus', '2026-11-03', 0)).toThrow(RangeError)
    expect(offsetAt('europe/lisbon', at('2026-07-01T00:00:00Z'))).toBe(HOUR)
  })
})

describe('wall times to instants', () => {
  test.each([
    ['an ordinary time', 'Europe/Lisbon', '2026-11-03', 15 * 60, '2026-11-03T15:00:00Z'],
    ['24:00 is the next midnight', 'Asia/Kolkata', '2026-11-03', 1440, '2026-11-03T18:30:00Z'],
    ['in a gap', 'America/New_York', '2026-03-08', 150, '2026-03-08T07:30:00Z'],
    ['in an overlap', 'America/New_York', '2026-11-01', 90, '2026-11-01T05:30:00Z'],
    ['in a gap of half an hour', 'Australia/Lord_Howe', '2026-10-04', 135, '2026-10-03T15:45:00Z'],
    ['in an overlap of half an hour', 'Australia/Lord_Howe', '2026-04-05', 105, '2026-04-04T14:45:00Z'],
    ['a date that was skipped', 'Pacific/Apia', '2011-12-30', 9 * 60, '2011-12-30T19:00:00Z'],
    ['a midnight that is skipped', 'Asia/Beirut', '2026-03-29', 0, '2026-03-28T22:00:00Z'],
    ['45 minutes', 'Asia/Kathmandu', '2026-11-03', 0, '2026-11-02T18:15:00Z'],
    ['seconds of long ago', 'Africa/Monrovia', '1971-01-01', 0, '1971-01-01T00:44:30Z'],
    ['rules that go on for ever', 'Europe/London', '2099-07-01', 12 * 60, '2099-07-01T11:00:00Z'],
  ])('%s', (_, zone, date, minutes, iso) => {
    expect(toIso(toInstant(zone, date, minutes))).toBe(iso)
  })

  test.each([
    ['Europe/Lisbon', '2026-11-03', '2026-11-03T00:00:00Z'],
    ['Asia/Beirut', '2026-03-29', '2026-03-28T22:00:00Z'],
    ['America/Santiago', '2026-09-06', '2026-09-06T04:00:00Z'],
    ['America/Toronto', '1919-03-31', '1919-03-31T04:30:00Z'],
    ['America/St_Johns', '2010-11-07', '2010-11-07T02:30:00Z'],
    ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00Z'],
  ])('%s begins %s at %s', (zone, date, iso) => {
    expect(toIso(startOfDate(zone, date))).toBe(iso)
  })
})

describe('instants to wall times', () => {
  test('date, minutes and seconds', () => {
    expect(wallOf('Asia/Kolkata', at('2026-11-03T20:00:07Z'))).toEqual({
      date: '2026-11-04',
      dayNumber: dayNumberOf('2026-11-04'),
      minutes: 90,
      seconds: 7,
    })
    expect(wallOf('America/New_York', at('1969-12-31T23:59:59Z'))).toMatchObject({
      date: '1969-12-31',
      minutes: 1139,
      seconds: 59,
    })
    expect(dateAt('Pacific/Apia', at('2011-12-30T10:00:00Z'))).toBe('2011-12-31')
  })

  test('the two times that look the same', () => {
    const first = at('2026-11-01T05:30:00Z')
    expect(
      [first - HOUR, first, first + HOUR, first + 2 * HOUR].map((time) =>
        isRepeated('America/New_York', time),
      ),
    ).toEqual([false, true, true, false])
  })
})

describe('transitions', () => {
  test('the next one, and none where clocks stand', () => {
    expect(nextTransition('Europe/Lisbon', at('2026-10-25T00:59:59Z'))).toBe(at('2026-10-25T01:00:00Z'))
    expect(nextTransition('Europe/Lisbon', at('2026-10-25T01:00:00Z'))).toBe(at('2027-03-28T01:00:00Z'))
    expect(nextTransition('UTC', 0)).toBeUndefined()
    expect(nextTransition('Asia/Kolkata', at('2026-01-01T00:00:00Z'))).toBeUndefined()
  })

  test('every zone, 2024 to 2028: offsets, and wall times around each change, as Temporal has them', () => {
    const until = Date.UTC(2029, 0, 1)
    let seen = 0
    for (const zone of zones) {
      let change = nextTransition(zone, Date.UTC(2024, 0, 1))
      for (; change !== undefined && change < until; change = nextTransition(zone, change)) {
        expectAround(zone, change)
        seen++
      }
    }
    expect(seen).toBeGreaterThan(1000)
  })

  test('every zone: offsets as Temporal has them, from 1880 to 2100', () => {
    const wrong = zones.flatMap((zone) =>
      Array.from({ length: 160 }, (_, index) => Date.UTC(1880, 0, 1) + index * 502 * DAY + 13 * index * HOUR)
        .filter((time) => temporal(zone, time).offsetNanoseconds / 1e6 !== offsetAt(zone, time))
        .map((time) => `${zone} ${toIso(time)}`),
    )
    expect(wrong).toEqual([])
  })
})

function expectAround(zone: string, change: number): void {
  const before = offsetAt(zone, change - 1)
  const after = offsetAt(zone, change)
  expect([before, after]).toEqual(
    [change - 1, change].map((time) => temporal(zone, time).offsetNanoseconds / 1e6),
  )
  expect(before).not.toBe(after)
  const middle = (before + after) / 2
  for (const wall of [before, middle, after].flatMap((offset) =>
    [-MINUTE, 0, MINUTE].map((shift) => change + offset + shift),
  )) {
    const minutes = Math.floor(wall / MINUTE)
    const day = Math.floor(minutes / 1440)
    expect(
      toInstantOfDay(zone, day, minutes - day * 1440),
      `${zone} ${dateOfDay(day)} ${minutes - day * 1440}`,
    ).toBe(compatible(zone, minutes * MINUTE))
  }
}

function temporal(zone: string, time: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(zone)
}

function compatible(zone: string, wall: number): number {
  const shown = temporal('UTC', Math.floor(wall / SECOND) * SECOND).toPlainDateTime()
  return shown.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds
}
