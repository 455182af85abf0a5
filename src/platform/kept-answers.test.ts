import { expect, test } from 'vitest'

import { createKeptAnswers } from './kept-answers.ts'

test('finds what was kept, and the newest under a key', () => {
  const kept = createKeptAnswers<number>(2)
  expect(kept.find('a')).toBeUndefined()
  kept.keep('a', 1)
  kept.keep('a', 2)
  expect(kept.find('a')).toBe(2)
})

test('forgets what was asked for longest ago when it is full', () => {
  const kept = createKeptAnswers<number>(2)
  kept.keep('a', 1)
  kept.keep('b', 2)
  kept.find('a')
  kept.keep('c', 3)
  expect([kept.find('a'), kept.find('b'), kept.find('c')]).toEqual([1, undefined, 3])
})
