import { expect, test } from 'vitest'

import { refuseHandle, suggestHandle } from './handle.ts'

test.each([
  ['Ana Silva', 'ana-silva'],
  ['Zoë O’Neill-Müller', 'zoe-o-neill-muller'],
  ['田中 千代', ''],
  ['Admin', ''],
  ['Al', ''],
  ['a'.repeat(40), 'a'.repeat(30)],
])('for %s the handle %j is suggested', (name, handle) => {
  expect(suggestHandle(name)).toBe(handle)
})

test.each([
  ['ana', true],
  ['a-1', true],
  ['0ps', true],
  ['settings', false],
  ['ana_silva', false],
  ['-ana', false],
  ['an', false],
])('%s can be taken: %s', (handle, can) => {
  expect(refuseHandle(handle) === undefined).toBe(can)
})
