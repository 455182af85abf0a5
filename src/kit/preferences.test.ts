import { describe, expect, test } from 'vitest'

import { hourCycleOf } from '#time/display.ts'

import { englishOf, weekStartOf } from './preferences.tsx'

describe('how a reader wants times written', () => {
  test.each([
    ['en-US', 'en-US', 12, 7],
    ['en-GB', 'en-GB', 24, 1],
    ['de-DE', 'en-DE', 24, 1],
    ['pt-PT', 'en-PT', 24, 7],
    ['ja-JP', 'en-JP', 24, 7],
    ['ar-EG', 'en-EG', 12, 6],
    ['hi', 'en-IN', 12, 7],
  ] as const)('%s reads as %s, %i hours, weeks from %i', (device, locale, hours, weekStart) => {
    expect(englishOf(device)).toBe(locale)
    expect(hourCycleOf(locale)).toBe(hours)
    expect(weekStartOf(locale)).toBe(weekStart)
  })
})
