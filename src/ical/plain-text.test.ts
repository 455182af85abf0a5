import { describe, expect, test } from 'vitest'

import { hostileTexts } from '#test/ical/hostile-texts.ts'

import { cleanLine, cleanProse, cut } from './plain-text.ts'

describe('cleanLine', () => {
  test.each([
    ['plain', 'Design review', 'Design review'],
    ['line breaks of every kind', 'a\r\nb\nc\rd\u0085e\u2028f\u2029g\u000bh\u000ci', 'a b c d e f g h i'],
    ['a header that follows', 'Lunch\r\nBcc: eve@example.com', 'Lunch Bcc: eve@example.com'],
    ['spaces and tabs', ' \t a \t\t b  ', 'a b'],
    ['controls', 'a\u0000b\u0007c\u007fd\u009be', 'abcde'],
    ['bidi overrides, embeddings and isolates', '\u202egpj.exe\u202c \u2066x\u2069', 'gpj.exe x'],
    ['lone surrogates', '\ud800a\udc00b\udbff', 'ab'],
    ['no characters', 'a\ufeffb\uffffc\ufffed', 'abcd'],
    ['direction marks of real scripts', 'שלום\u200f!', 'שלום\u200f!'],
    ['families and flags', '👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿', '👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
    ['nothing', '\r\n\u0000 ', ''],
  ])('%s', (_, text, clean) => {
    expect(cleanLine(text, 200)).toBe(clean)
  })

  test.each([
    ['fits exactly', 'abcde', 5, 'abcde'],
    ['one too many', 'abcdef', 5, 'abcd…'],
    ['no space before the cut', 'abc def', 5, 'abc…'],
    ['an emoji is whole or gone', 'abc😀😀', 6, 'abc😀…'],
    ['a family is whole or gone', 'ab👩‍👩‍👧‍👦', 6, 'ab…'],
    ['an accent stays with its letter', 'abe\u0301e\u0301', 5, 'abe\u0301…'],
  ])('cuts: %s', (_, text, max, clean) => {
    expect(cleanLine(text, max)).toBe(clean)
  })
})

test('cleanProse keeps line breaks, and only these', () => {
  expect(cleanProse(' a\r\n\r\n b  c\t\u2028\u202ed\u0000 \n', 100)).toBe('a\n\n b  c\nd')
})

test('cut says nothing rather than too much', () => {
  expect(cut('abc', 0, (part) => part.length)).toBe('')
  expect(cut('abc', 1, (part) => part.length)).toBe('…')
})

test(
  '1 000 hostile texts come out short, well formed and on one line, and clean text stays as it is',
  { timeout: 30_000 },
  () => {
    for (const text of hostileTexts(1_000, 3)) {
      const line = cleanLine(text, 100)
      expect(line.length).toBeLessThanOrEqual(100)
      expect(line.isWellFormed()).toBe(true)
      expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u)
      expect(cleanLine(line, 100)).toBe(line)
      const prose = cleanProse(text, 100)
      expect(prose.length).toBeLessThanOrEqual(100)
      expect(prose.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u)
    }
  },
)
