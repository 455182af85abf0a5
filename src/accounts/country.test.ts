import { expect, test } from 'vitest'

import { countries, isCountry } from './country.ts'

test('every code has a name of its own', () => {
  const names = new Intl.DisplayNames('en', { type: 'region' })
  expect(countries.filter((code) => names.of(code) === code)).toEqual([])
  expect(new Set(countries.map((code) => names.of(code))).size).toBe(249)
})

test.each(['pt', 'XX', 'EU', '', 'PRT', 'All'])('%s is no country', (code) => {
  expect(isCountry(code)).toBe(false)
})
