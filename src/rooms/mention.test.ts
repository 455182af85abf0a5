import { describe, expect, test } from 'vitest'

import {
  keepMentions,
  listMentioned,
  matchMembers,
  mentionAt,
  mentionedBy,
  showMentions,
  tellApart,
} from './mention.ts'

const ben = { personId: '01a21d35-486d-78d6-9ccf-90d522625569', name: 'Ben' }
const benCarter = { personId: '01a21d35-486d-78d6-9ccf-90d522625570', name: 'Ben Carter' }
const odd = { personId: '01a21d35-486d-78d6-9ccf-90d522625571', name: 'C++ [x] (y)' }
const members = [ben, benCarter, odd]

describe('a mention', () => {
  test.each([
    ['the longest name counts', 'Hi @Ben Carter!', [benCarter]],
    ['a short one too', '@Ben, look', [ben]],
    ['several', '@Ben Carter and @Ben', [benCarter, ben]],
    ['one of odd signs', 'for @C++ [x] (y)', [odd]],
    ['none in an address', 'mail me@Ben.example', []],
    ['none of part of a word', '@Benny', []],
    ['none of somebody who is not there', '@Eve', []],
  ])('%s', (_, text, mentioned) => {
    const kept = keepMentions(text, members)
    expect(listMentioned(kept)).toEqual(mentioned.map(({ personId }) => personId))
    expect(showMentions(kept, members)).toBe(text)
  })

  test('is kept once, however often it is edited', () => {
    const kept = keepMentions('@Ben Carter', members)
    expect(keepMentions(showMentions(kept, members), members)).toBe(kept)
    expect(keepMentions(kept, members)).toBe(kept)
  })

  test('shows the present name', () => {
    const kept = keepMentions('Hi @Ben', members)
    expect(showMentions(kept, [{ ...ben, name: 'Benjamin' }])).toBe('Hi @Benjamin')
    expect(showMentions(kept, [])).toBe('Hi @Ben')
  })

  test.each([
    ['a span', 'Write `@Ben` to @Ben', 1],
    ['a span of two marks', '``@Ben ` @Ben``', 0],
    ['a mark alone', 'It is ` and @Ben', 1],
    ['a block', 'Look:\n```\n@Ben\n```\n@Ben Carter', 1],
    ['a block without an end', '@Ben\n~~~ text\n@Ben', 1],
  ])('is none within code: %s', (_, text, count) => {
    const kept = keepMentions(text, members)
    expect(kept.match(/person:/g)?.length ?? 0).toBe(count)
    expect(listMentioned(kept)).toHaveLength(count)
  })

  test('of one of two with the same name says which', () => {
    const here = { timeZone: 'Europe/Lisbon' }
    const apart = tellApart([
      { ...ben, ...here },
      { ...benCarter, name: 'Ben', timeZone: 'America/New_York' },
      { ...odd, name: 'Ben', ...here },
      { personId: 'eve', name: 'Eve', ...here },
    ])
    expect(apart.map(({ name }) => name)).toEqual(['Ben (Lisbon)', 'Ben (New York)', 'Ben (Lisbon) 2', 'Eve'])
    expect(listMentioned(keepMentions('@Ben (New York)', apart))).toEqual([benCarter.personId])
    expect(listMentioned(keepMentions('@Ben (Lisbon) 2', apart))).toEqual([odd.personId])
  })

  test('by a name that several share is of each of them, and shows whom', () => {
    const apart = tellApart([
      { ...ben, timeZone: 'Europe/Lisbon' },
      { ...benCarter, name: 'Ben', timeZone: 'America/New_York' },
      { ...odd, timeZone: 'Europe/Lisbon' },
    ])
    const kept = keepMentions('Hi @Ben, look', apart)
    expect(listMentioned(kept)).toEqual([ben.personId, benCarter.personId])
    expect(showMentions(kept, apart)).toBe('Hi @Ben (Lisbon) @Ben (New York), look')
    expect(keepMentions(showMentions(kept, apart), apart)).toBe(kept)
  })

  test('is told from other links', () => {
    expect(mentionedBy(`person:${ben.personId}`)).toBe(ben.personId)
    expect(mentionedBy('https://parley.test')).toBeUndefined()
    expect(listMentioned('[@Ben](https://parley.test) [@x](person:y)')).toEqual([])
  })
})

describe('while one writes', () => {
  test.each([
    ['@', { from: 0, query: '' }],
    ['Hi @be', { from: 3, query: 'be' }],
    ['Hi @Ben C', { from: 3, query: 'Ben C' }],
    ['me@be', undefined],
    ['Hi there', undefined],
    ['@Ben and so on', undefined],
  ])('%s', (text, found) => {
    expect(mentionAt(text, text.length)).toEqual(found)
  })

  test('members are found by any part of their name', () => {
    expect(matchMembers(members, 'car')).toEqual([benCarter])
    expect(matchMembers(members, 'b')).toEqual([ben, benCarter])
    expect(matchMembers(members, 'zz')).toEqual([])
  })
})
