import { expect, test } from 'vitest'

import { readStop, writeStop } from './mail-stop.ts'

test('messages are stopped for a room, meetings everywhere', () => {
  const stop = { personId: 'a', roomId: 'r' }
  expect(readStop(writeStop({ ...stop, kind: 'mention' }))).toEqual({ ...stop, kind: 'mention' })
  expect(readStop(writeStop({ ...stop, kind: 'meeting_new' }))).toEqual({
    personId: 'a',
    kind: 'meeting_new',
    roomId: null,
  })
})

test.each(['', 'a', 'a nothing', ' message r'])('%j is none', (text) => {
  expect(readStop(text)).toBeUndefined()
})
