import { expect, test } from 'vitest'

import { channelsFor, defaultWishes, wishesOf } from './wishes.ts'

test('who chose nothing wants what people usually do', () => {
  expect(wishesOf([])).toEqual(defaultWishes)
})

test('a choice changes one channel of one kind', () => {
  const wishes = wishesOf([
    { kind: 'meeting_new', channel: 'mail', wanted: false },
    { kind: 'message', channel: 'in_app', wanted: true },
  ])
  expect(channelsFor(wishes, 'meeting_new')).toEqual(['in_app', 'push'])
  expect(channelsFor(wishes, 'message')).toEqual(['in_app', 'mail', 'push'])
  expect({ ...wishes, meeting_new: null, message: null }).toEqual({
    ...defaultWishes,
    meeting_new: null,
    message: null,
  })
})
