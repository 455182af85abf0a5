import { expect, test } from 'vitest'

import { instantOf, toIso } from '#time/instant.ts'

import { muteChoices } from './mute-choices.ts'

test('mornings are those of the reader, also after clocks have changed', () => {
  const choices = muteChoices(instantOf('2026-10-24T20:00:00Z'), 'Europe/Lisbon')
  expect(choices.map(({ until }) => toIso(until))).toEqual([
    '2026-10-24T21:00:00Z',
    '2026-10-25T08:00:00Z',
    '2026-10-31T08:00:00Z',
  ])
})
