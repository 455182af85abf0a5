import { expect, test } from 'vitest'

import { chosenIn } from './way.ts'

const now = Date.parse('2026-10-23T10:00:00Z')
const at = '2026-12-01T09:00:00Z'
const page = '/p/ana/garden-plan'

test.each([
  [`${page}?at=${at}&minutes=30`, { minutes: 30, timeZone: null }],
  [`${page}?at=${at}`, { minutes: null, timeZone: null }],
  [`${page}?at=${at}&minutes=x&zone=Asia%2FTokyo`, { minutes: null, timeZone: 'Asia/Tokyo' }],
])('%s is a time that was chosen', (next, rest) => {
  expect(chosenIn(next, now)).toEqual({ handle: 'ana', place: 'garden-plan', at: Date.parse(at), ...rest })
})

test.each([
  undefined,
  '/rooms',
  page,
  `${page}?minutes=30`,
  `${page}?at=x`,
  `${page}?at=2026-10-23T09:00:00Z`,
  `/p/ana?at=${at}`,
  `/rooms/p/ana/garden-plan?at=${at}`,
])('%s is none', (next) => {
  expect(chosenIn(next, now)).toBeNull()
})
