import { describe, expect, test } from 'vitest'

import { initialsOf, toneCount, toneOf, tonesOf } from './initials.ts'

describe('a person without a picture', () => {
  test.each([
    ['Ana Sousa', 'AS'],
    ['ana maria de sousa', 'AS'],
    ['  Ben ', 'B'],
    ['千代 田中', '千田'],
    ['👩🏽‍💻 Dev', '👩🏽‍💻D'],
    ['', ''],
  ])('%s is %s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials)
  })

  test('keeps one colour, and colours are spread', () => {
    expect(toneOf('0199-a', 6)).toBe(toneOf('0199-a', 6))
    const seen = new Set(Array.from({ length: 60 }, (_, index) => toneOf(`person ${index}`, 6)))
    expect(seen).toEqual(new Set([0, 1, 2, 3, 4, 5]))
  })

  test('differs from those they are seen with, the first keeping their own', () => {
    const people = Array.from({ length: toneCount }, (_, index) => `person ${index}`)
    for (const [index, first] of people.entries()) {
      const tones = tonesOf([first, ...people.toSpliced(index, 1)])
      expect(tones.get(first)).toBe(toneOf(first, toneCount))
      expect(new Set(tones.values()).size).toBe(toneCount)
    }
    expect(tonesOf([...people, 'one more', 'one more']).size).toBe(toneCount + 1)
  })
})
