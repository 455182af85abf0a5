import { describe, expect, test } from 'vitest'

import { listTimeZones, offsetLabel, searchTimeZones, zoneCity, zoneTime } from './time-zones.ts'
import { isTimeZone } from './zone.ts'

const september = Date.UTC(2026, 8, 23)
const found = (query: string) => searchTimeZones(query, september).map(({ zone }) => zone)

test('the list begins with UTC and holds every zone once, under the name of today', () => {
  const zones = listTimeZones().map(({ zone }) => zone)
  expect(zones[0]).toBe('UTC')
  expect(new Set(zones).size).toBe(zones.length)
  expect(zones.every(isTimeZone)).toBe(true)
  expect(zones).toEqual(
    expect.arrayContaining([
      'Asia/Kolkata',
      'Europe/Kyiv',
      'America/Argentina/Buenos_Aires',
      'Asia/Ho_Chi_Minh',
    ]),
  )
  expect(zones).not.toContain('Asia/Calcutta')
})

test.each([
  ['America/Argentina/Buenos_Aires', 'Buenos Aires'],
  ['Europe/Lisbon', 'Lisbon'],
  ['UTC', 'UTC'],
  ['Asia/Calcutta', 'Kolkata'],
])('%s is the city %s', (zone, city) => {
  expect(zoneCity(zone)).toBe(city)
})

test.each([
  ['Asia/Kolkata', 'UTC+5:30'],
  ['Asia/Kathmandu', 'UTC+5:45'],
  ['America/St_Johns', 'UTC−2:30'],
  ['America/New_York', 'UTC−4'],
  ['Europe/Lisbon', 'UTC+1'],
  ['Africa/Abidjan', 'UTC'],
])('%s is %s in September', (zone, label) => {
  expect(offsetLabel(zone, september)).toBe(label)
})

describe('the search', () => {
  test.each([
    ['lond', 'Europe/London'],
    ['São Paulo', 'America/Sao_Paulo'],
    ['sao p', 'America/Sao_Paulo'],
    ['new york', 'America/New_York'],
    ['America/New_Y', 'America/New_York'],
    ['india', 'Asia/Kolkata'],
    ['calcutta', 'Asia/Kolkata'],
    ['kiev', 'Europe/Kyiv'],
    ['germany', 'Europe/Berlin'],
    ['mexico', 'America/Mexico_City'],
    ['utc', 'UTC'],
  ])('%s finds %s first', (query, zone) => {
    expect(found(query)[0]).toBe(zone)
  })

  test.each([
    ['PST', 'America/Los_Angeles'],
    ['PDT', 'America/Los_Angeles'],
    ['pacific time', 'America/Los_Angeles'],
    ['CET', 'Europe/Paris'],
    ['CEST', 'Europe/Paris'],
    ['HST', 'Pacific/Honolulu'],
    ['argentina', 'America/Argentina/Ushuaia'],
    ['+5:30', 'Asia/Kolkata'],
    ['UTC+0530', 'Asia/Kolkata'],
    ['gmt -4', 'America/New_York'],
    ['−4', 'America/New_York'],
  ])('%s finds %s', (query, zone) => {
    expect(found(query)).toContain(zone)
  })

  test('a whole word stands before the beginning of a longer one', () => {
    const zones = found('india')
    expect(zones[0]).toBe('Asia/Kolkata')
    expect(zones.indexOf('America/Indiana/Knox')).toBeGreaterThan(0)
  })

  test('an offset finds only zones that have it at that instant', () => {
    expect(found('-5')).not.toContain('America/New_York')
  })

  test('nothing typed finds all, nonsense finds none', () => {
    expect(found('  ')).toHaveLength(listTimeZones().length)
    expect(found('qqqq')).toEqual([])
  })
})

test.each([
  ['Europe/Lisbon', 'Lisbon time'],
  ['America/Argentina/Buenos_Aires', 'Buenos Aires time'],
  ['UTC', 'UTC'],
])('times of %s are by %s', (zone, words) => {
  expect(zoneTime(zone)).toBe(words)
})
