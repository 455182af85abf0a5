import { expect, test } from 'vitest'

import { sayHappening } from './happening.ts'

test.each([
  ['sign-in', true, { by: 'mailed-link' }, 'You signed in by a mailed link'],
  ['sign-in', true, { by: 'something new' }, 'You signed in'],
  ['sign-in.failed', false, {}, 'Somebody tried to sign in as you and could not'],
  ['member.removed', true, {}, 'You removed somebody from a room'],
  ['member.removed', false, {}, 'You were removed from a room'],
  ['member.role', false, { role: 'owner' }, 'You became the owner of a room'],
  ['meeting.rescheduled', true, {}, 'You moved a meeting'],
  ['something.unheard-of', true, {}, 'something.unheard-of'],
])('%s, by me %s, %j: %s', (action, byMe, detail, sentence) => {
  expect(sayHappening({ action, byMe, detail })).toBe(sentence)
})
