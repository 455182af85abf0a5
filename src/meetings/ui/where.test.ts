import { expect, test } from 'vitest'

import { sayWhere } from './where.ts'

test.each([
  [{ kind: 'parley', host: null, state: 'ready' }, ''],
  [{ kind: 'meet', host: 'meet.google.com', state: 'ready' }, 'At Google Meet. Join leads there.'],
  [{ kind: 'teams', host: null, state: 'waiting' }, 'At Microsoft Teams, which has not given its link yet.'],
  [{ kind: 'meet', host: null, state: 'failed' }, 'Google Meet gave no link, so you meet here.'],
  [{ kind: 'link', host: 'zoom.example', state: 'ready' }, 'At zoom.example. Join leads there.'],
] as const)('%o is said', (where, words) => {
  expect(sayWhere(where)).toBe(words)
})
