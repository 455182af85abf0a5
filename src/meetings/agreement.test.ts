import { describe, expect, test } from 'vitest'

import { refusalOf } from '#test/support/refusals.ts'
import { DAY, HOUR, type Instant } from '#time/instant.ts'

import { momentsOf, type Named, refuseAgreement, settle } from './agreement.ts'

const now = Date.parse('2026-10-23T10:00:00Z')
const nine = Date.parse('2026-10-26T09:00:00Z')
const [ten, eleven] = [nine + HOUR, nine + 2 * HOUR]

function named(personId: string, part: Named['part'], marks: Instant[] | null, answeredAt = now): Named {
  return { personId, part, marks: marks ?? [], answeredAt: marks === null ? null : answeredAt }
}

const always = () => true

describe('how an agreement stands', () => {
  test('it waits for all who must agree, and for nobody else', () => {
    const people = [
      named('ben', 'required', [nine]),
      named('chiyo', 'required', null),
      named('dev', 'optional', null),
    ]
    expect(settle(people, always)).toEqual({ kind: 'waiting', missingIds: ['chiyo'] })
  })

  test('it takes the earliest time that suits all who must agree', () => {
    const people = [
      named('ben', 'required', [eleven, nine, ten]),
      named('chiyo', 'required', [ten, eleven], now + 1),
      named('dev', 'optional', [ten]),
      named('eve', 'optional', [eleven]),
    ]
    expect(settle(people, always)).toEqual({
      kind: 'agreed',
      startsAt: ten,
      completedBy: 'chiyo',
      requiredIds: ['ben', 'chiyo'],
      willingIds: ['dev'],
    })
  })

  test('a time that went is passed over for the next one in common', () => {
    const people = [named('ben', 'required', [ten, eleven]), named('chiyo', 'required', [ten, eleven])]
    const isFree = (personId: string, at: Instant) => !(personId === 'chiyo' && at === ten)
    expect(settle(people, isFree)).toMatchObject({ kind: 'agreed', startsAt: eleven })
    expect(settle(people, () => false)).toEqual({ kind: 'stuck' })
  })

  test('who answered that nothing suits has answered', () => {
    const people = [named('ben', 'required', [nine]), named('chiyo', 'required', [])]
    expect(settle(people, always)).toEqual({ kind: 'stuck' })
  })

  test('with nobody left who must agree it never books', () => {
    expect(settle([named('dev', 'optional', [nine])], always)).toEqual({ kind: 'nobody' })
    expect(settle([], always)).toEqual({ kind: 'nobody' })
  })

  test('of answers at one moment, the name in it is always the same', () => {
    const people = [named('chiyo', 'required', [nine]), named('ben', 'required', [nine])]
    expect(settle(people, always)).toMatchObject({ completedBy: 'ben' })
    expect(settle(people.toReversed(), always)).toMatchObject({ completedBy: 'ben' })
  })
})

describe('what is due about it', () => {
  test.each([
    ['a week', 7 * DAY, ['half', 'day', 'deadline']],
    ['two days, in which both reminders would be one', 2 * DAY, ['day', 'deadline']],
    ['a day and a half, in which the day before comes first', 1.5 * DAY, ['day', 'half', 'deadline']],
    ['an hour', HOUR, ['half', 'deadline']],
  ])('in %s', (_, length, kinds) => {
    const moments = momentsOf(now, now + length)
    expect(moments.map(({ kind }) => kind)).toEqual(kinds)
    expect(moments.at(-1)?.at).toBe(now + length)
    expect(moments.every(({ at }) => at > now)).toBe(true)
  })
})

describe('asking a room to agree', () => {
  const members = ['ana', 'ben', 'chiyo']
  const ask = (people: [string, Named['part']][], answerBy = now + DAY, memberIds = members) => {
    const wanted = { people: people.map(([personId, part]) => ({ personId, part })), answerBy }
    const refusal = refusalOf(() =>
      refuseAgreement(wanted, memberIds, { organizerId: 'ana', endsAt: eleven, now }),
    )
    return refusal && Object.keys(refusal.fields ?? {})
  }

  test('takes named members, of whom one must agree, and a deadline before the end', () => {
    expect(ask([['ben', 'required']])).toBeUndefined()
    expect(
      ask([
        ['ben', 'optional'],
        ['chiyo', 'required'],
      ]),
    ).toBeUndefined()
  })

  test.each([
    ['nobody who must agree', [['ben', 'optional']], now + DAY, members],
    ['the sender', [['ana', 'required']], now + DAY, members],
    ['somebody from outside', [['eve', 'required']], now + DAY, members],
    [
      'somebody twice',
      [
        ['ben', 'required'],
        ['ben', 'optional'],
      ],
      now + DAY,
      members,
    ],
    ['a room of two', [['ben', 'required']], now + DAY, ['ana', 'ben']],
  ] as const)('refuses %s', (_, people, answerBy, memberIds) => {
    expect(
      ask(
        people.map(([id, part]) => [id, part]),
        answerBy,
        [...memberIds],
      ),
    ).toEqual(['agreement.people'])
  })

  test.each([
    ['that is past', now],
    ['after everything', eleven],
  ])('refuses a deadline %s', (_, answerBy) => {
    expect(ask([['ben', 'required']], answerBy)).toEqual(['agreement.answerBy'])
  })
})
