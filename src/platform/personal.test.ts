import { expect, test } from 'vitest'

import { patternOfNames } from './personal.ts'

test.each([
  [['Ana'], '(?<![[:alnum:]])(?:Ana)(?![[:alnum:]])'],
  [['Ana', 'Ana Silva'], '(?<![[:alnum:]])(?:Ana Silva|Ana)(?![[:alnum:]])'],
  [['A. (x|y)* $^'], String.raw`(?<![[:alnum:]])(?:A\. \(x\|y\)\* \$\^)(?![[:alnum:]])`],
])('%j', (names, pattern) => {
  expect(patternOfNames(names)).toBe(pattern)
})

test('of no name there is no pattern', () => {
  expect(patternOfNames(['', ' '])).toBeNull()
})
