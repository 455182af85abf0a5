import { describe, expect, test } from 'vitest'

import { Refusal } from '#platform/refusal.ts'
import { HOUR, MINUTE } from '#time/instant.ts'

import { after, conditionsOf, heldUntil, type State, stateOf, states, type Step, without } from './booking.ts'

const now = Date.parse('2026-10-23T10:00:00Z')

const steps: Step[] = ['hold', 'confirm', 'release', 'cancel']
const allowed: Record<State, Partial<Record<Step, State>>> = {
  offered: { hold: 'held', confirm: 'confirmed' },
  held: { confirm: 'confirmed', release: 'released' },
  confirmed: { cancel: 'cancelled' },
  released: {},
  cancelled: {},
}

function outcome(work: () => State): string {
  try {
    return work()
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}

describe('the states of a booking', () => {
  const all = states.flatMap((state) => steps.map((step): [State, Step] => [state, step]))
  test.each(all)('%s, %s', (state, step) => {
    const next = allowed[state][step]
    expect(outcome(() => after(state, step))).toMatch(next ?? /^(?:hold_ended|wrong_state)$/)
  })

  test.each<[State, Step]>([
    ['released', 'confirm'],
    ['released', 'release'],
    ['confirmed', 'release'],
    ['confirmed', 'confirm'],
    ['cancelled', 'confirm'],
  ])('%s is held no more, so it cannot %s', (state, step) => {
    expect(outcome(() => after(state, step))).toBe('hold_ended')
  })

  test('are read from the meeting and the clock', () => {
    const until = now + HOUR
    expect(stateOf({ status: 'held', heldUntil: until }, until - 1)).toBe('held')
    expect(stateOf({ status: 'held', heldUntil: until }, until)).toBe('released')
    expect(stateOf({ status: 'cancelled', heldUntil: until }, now)).toBe('released')
    expect(stateOf({ status: 'confirmed', heldUntil: null }, until)).toBe('confirmed')
    expect(stateOf({ status: 'cancelled', heldUntil: null }, now)).toBe('cancelled')
  })
})

test('a hold ends after the time to answer, or at the start', () => {
  const within = { answerWithinMinutes: 60 }
  expect(heldUntil(within, now + 24 * HOUR, now)).toBe(now + HOUR)
  expect(heldUntil(within, now + 10 * MINUTE, now)).toBe(now + 10 * MINUTE)
  expect(heldUntil({ answerWithinMinutes: null }, now + HOUR, now)).toBeNull()
})

test('a yes is waited for where there is a time for it', () => {
  expect(conditionsOf({ answerWithinMinutes: 60 })).toEqual(['yes'])
  expect(conditionsOf({ answerWithinMinutes: null })).toEqual([])
  expect(without(['yes'], 'yes')).toEqual([])
})
