import { describe, expect, test } from 'vitest'

import { zoneOptions } from './zone-options.ts'

const october = Date.UTC(2026, 9, 23, 12)

describe('zones to choose from', () => {
  test.each([
    ['America/New_York', 'New York', 'UTC−4'],
    ['Asia/Kolkata', 'Kolkata', 'UTC+5:30'],
    ['Europe/Lisbon', 'Lisbon', 'UTC+1'],
    ['UTC', 'UTC', 'UTC'],
    ['America/Indiana/Knox', 'Knox, Indiana', 'UTC−5'],
  ])('%s is %s, %s', (value, label, detail) => {
    expect(zoneOptions(october, 'UTC').find((option) => option.value === value)).toMatchObject({
      label,
      detail,
    })
  })

  test('offsets are those of the instant asked about, and the west comes first', () => {
    const december = Date.UTC(2026, 11, 23, 12)
    const options = zoneOptions(december, 'Europe/Lisbon')
    expect(options.find(({ value }) => value === 'Europe/Lisbon')?.detail).toBe('UTC')
    expect(options[0]?.detail).toBe('UTC−11')
    expect(options.at(-1)?.detail).toBe('UTC+14')
  })

  test('the chosen zone is there once, under the name of today or not', () => {
    const names = zoneOptions(october, 'US/Eastern').map(({ value }) => value)
    expect(names.filter((name) => name === 'US/Eastern')).toHaveLength(1)
    expect(new Set(names).size).toBe(names.length)
  })

  // People tell them apart by what they are called, and the field by it whether something was typed.
  test('no two are called the same', () => {
    const labels = zoneOptions(october, 'UTC').map(({ label }) => label)
    expect(labels.filter((label, index) => labels.indexOf(label) !== index)).toEqual([])
  })
})
