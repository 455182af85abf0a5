import { describe, expect, test } from 'vitest'

import { refusalOf } from '#test/support/refusals.ts'
import { DAY, type Instant, MINUTE } from '#time/instant.ts'

import {
  type CounterOffer,
  counterStatusOf,
  judgeTimes,
  listChoices,
  questionOfCounter,
  refuseCounterTime,
  refuseTimes,
} from './counter-offer.ts'
import type { Invite } from './invite.ts'
import type { Ask, Taken } from './slots.ts'

const now = Date.parse('2026-10-23T10:00:00Z')
const at = (time: string): Instant => Date.parse(`2026-10-24T${time}:00Z`)
const between = (from: string, to: string): [Instant, Instant] => [at(from), at(to)]

const taken: Taken[] = [
  { personId: 'ana', blocks: true, intervals: [between('09:00', '10:00')] },
  { personId: 'ana', blocks: false, intervals: [between('11:00', '12:00')] },
  { personId: 'ben', blocks: true, intervals: [between('13:00', '14:00')] },
  { personId: 'ben', blocks: false, isOutside: true, intervals: [between('15:00', '16:00')] },
]

function askOf(more: Partial<Ask> = {}): Ask {
  const question = questionOfCounter({ durationMinutes: 30 }, now)
  return { question, taken, organizerId: 'ana', bookerId: 'ben', ...more }
}

const counter: CounterOffer = {
  id: 'c',
  inviteId: 'i',
  personId: 'ben',
  starts: [now - MINUTE, at('09:00'), at('11:00'), at('13:00'), at('15:00')],
  durationMinutes: 30,
  note: '',
  isReplaced: false,
  requestId: 'r',
  createdAt: now,
}

describe('what somebody can choose from', () => {
  const choices = listChoices(askOf(), between('08:00', '18:00'))

  test('is any time that blocks neither, by the quarter of an hour', () => {
    expect(choices.starts.slice(0, 4)).toEqual(['08:00', '08:15', '08:30', '10:00'].map(at))
    expect(choices.theirs).toEqual(['08:45', '09:00', '09:15', '09:30', '09:45'].map(at))
    expect(choices.mine).toEqual(['12:45', '13:00', '13:15', '13:30', '13:45'].map(at))
  })

  test('holds what only warns: a calendar of their own, or what the other side is only asked to come to', () => {
    expect(choices.warned).toEqual(['14:45', '15:00', '15:15', '15:30', '15:45'].map(at))
    expect(choices.starts).toContain(at('11:00'))
  })

  test('stands on the clock of a zone, in its own steps', () => {
    const wanted = { durationMinutes: 30, incrementMinutes: 30, timeZone: 'Asia/Kathmandu' }
    const ask = askOf({ question: questionOfCounter(wanted, now), taken: [] })
    // Five hours and three quarters ahead of UTC.
    expect(listChoices(ask, between('08:00', '09:00')).starts).toEqual(['08:15', '08:45'].map(at))
  })
})

test.each([
  [now, 'This time has passed.'],
  [now + 57 * DAY, 'It is too far away. Offer times within the next eight weeks.'],
  [at('08:10'), 'It must begin at a quarter of an hour.'],
  [at('08:45'), 'Ana is not free then.'],
  [at('13:30'), 'You are in another meeting then.'],
])('a time that cannot be offered is said to be so: %s', (start, sentence) => {
  const refusal = refusalOf(() => refuseTimes(askOf(), [at('08:00'), start], 'Ana'))
  expect(refusal).toMatchObject({ kind: 'invalid', code: 'times_refused', fields: { 'starts.1': sentence } })
})

test('times that can be offered are taken, and none while the other side’s calendar cannot be read', () => {
  const starts = ['08:00', '11:00', '15:00'].map(at)
  expect(refusalOf(() => refuseTimes(askOf(), starts, 'Ana'))).toBeUndefined()
  expect(refusalOf(() => refuseTimes(askOf({ isUnchecked: true }), starts, 'Ana'))?.code).toBe(
    'times_unchecked',
  )
})

test('each of its times is past, taken or free, and warns its reader', () => {
  expect(judgeTimes(counter, askOf(), 'ana').map(({ state, isWarned }) => [state, isWarned])).toEqual([
    ['past', false],
    ['taken', false],
    ['free', true],
    ['taken', false],
    ['free', false],
  ])
  expect(judgeTimes(counter, askOf(), 'ben').at(-1)).toMatchObject({ state: 'free', isWarned: true })
})

test.each([
  [at('16:00'), 'time_not_offered'],
  [now - MINUTE, 'time_passed'],
  [at('09:00'), 'time_taken'],
  [at('13:00'), 'time_taken'],
  [at('11:00'), undefined],
  [at('15:00'), undefined],
])('a tap on one of its times books what is free, and nothing else: %s', (start, code) => {
  expect(refusalOf(() => refuseCounterTime(counter, askOf(), start, 'Ben'))?.code).toBe(code)
})

test('it closes with its invite, with a later one, and when its person leaves', () => {
  const invite = { status: 'open', endsAt: now + DAY } as Invite
  const status = (of: Partial<CounterOffer>, to: Partial<Invite>, members = ['ana', 'ben']) =>
    counterStatusOf({ ...counter, ...of }, { ...invite, ...to }, members, now)
  expect(status({}, {})).toBe('open')
  expect(status({ isReplaced: true }, {})).toBe('replaced')
  expect(status({}, { status: 'booked' })).toBe('booked')
  expect(status({}, { endsAt: now })).toBe('expired')
  expect(status({}, {}, ['ana'])).toBe('left')
})
