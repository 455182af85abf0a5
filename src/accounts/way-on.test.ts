import { describe, expect, test } from 'vitest'

import { entryTokenIn, keepingTheWay, safeNext, wayOn } from './way-on.ts'

describe('the way on', () => {
  test.each(['/rooms', '/rooms/0199?day=2026-11-03&zone=Europe%2FLisbon', '/join/a-b_c', '/'])(
    '%s is ours',
    (path) => {
      expect(wayOn(path)).toBe(path)
    },
  )

  test.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '/rooms\n/x',
    'rooms',
    '',
    undefined,
    null,
    `/${'x'.repeat(300)}`,
  ])('%j is not', (path) => {
    expect(safeNext(path)).toBeUndefined()
    expect(wayOn(path)).toBe('/rooms')
  })

  test('into a room carries the entry', () => {
    expect(entryTokenIn('/enter/ab-C_9')).toBe('ab-C_9')
    expect(entryTokenIn('/enter/ab/cd')).toBeUndefined()
    expect(entryTokenIn('/rooms')).toBeUndefined()
    expect(entryTokenIn(undefined)).toBeUndefined()
  })

  test('is kept from page to page', () => {
    expect(keepingTheWay('/sign-up', { next: '/enter/x', email: 'a+b@c.org' })).toBe(
      '/sign-up?next=%2Fenter%2Fx&email=a%2Bb%40c.org',
    )
    expect(keepingTheWay('/sign-up', { next: '//evil', email: '' })).toBe('/sign-up')
  })
})
