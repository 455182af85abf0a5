import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { changeKinds } from '#meetings/change.ts'

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

// Whoever writes something new down finds here that its person would read a code.
test('everything that is written down has words', () => {
  const root = join(import.meta.dirname, '..')
  const files = globSync('**/{actions,steps}/*.ts', { cwd: root }).map((path) => join(root, path))
  const named = files.flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/\baction: [^,\n]*/g)].flatMap(([line]) =>
      [...line.matchAll(/'([a-z]+(?:-[a-z]+)*(?:\.[a-z-]+)?)'/g)].map(([, action = '']) => action),
    ),
  )
  const actions = [...new Set([...named, ...changeKinds.map((kind) => `meeting.${kind}`)])]
  expect(actions).toContain('calendar.relinked')
  // Of this one nobody is left to read.
  const wordless = actions.filter((action) => sayHappening({ action, byMe: true, detail: {} }) === action)
  expect(wordless).toEqual(['account.erased'])
})
