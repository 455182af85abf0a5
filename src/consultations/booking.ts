import { isHeld } from '#meetings/hold.ts'
import type { Meeting } from '#meetings/meeting.ts'
import { conflict } from '#platform/refusal.ts'
import { type Instant, MINUTE } from '#time/instant.ts'

import type { Offering } from './offering.ts'

/** What a booking goes through. `released` was held and never confirmed. */
export const states = ['offered', 'held', 'confirmed', 'released', 'cancelled'] as const
export type State = (typeof states)[number]

/** What can happen to it. */
export type Step = 'hold' | 'confirm' | 'release' | 'cancel'

/** What a hold waits for before it is confirmed: the offerer’s yes. What is paid would be one more; see docs/decisions/0031. */
export const conditions = ['yes'] as const
export type Condition = (typeof conditions)[number]

/** Where each step leads; every other is refused. */
const ways: Record<State, Partial<Record<Step, State>>> = {
  offered: { hold: 'held', confirm: 'confirmed' },
  held: { confirm: 'confirmed', release: 'released' },
  confirmed: { cancel: 'cancelled' },
  released: {},
  cancelled: {},
}

/** The state after a step. Throws `hold_ended` for what only a hold allows, `wrong_state` for anything else that cannot be. */
export function after(state: State, step: Step): State {
  const next = ways[state][step]
  if (next) return next
  if (state !== 'offered' && step !== 'cancel')
    throw conflict('hold_ended', 'This time is not held any more, so it can no longer be answered.')
  throw conflict('wrong_state', 'This cannot be done with it any more.')
}

/** How a booking stands. A hold is over at the instant at which it ends, whoever has taken note of that. */
export function stateOf(meeting: Pick<Meeting, 'status' | 'heldUntil'>, now: Instant): State {
  if (meeting.status === 'confirmed') return 'confirmed'
  if (isHeld(meeting, now)) return 'held'
  return meeting.heldUntil === null ? 'cancelled' : 'released'
}

/** What has to come before a booking of it is confirmed; nothing where it is confirmed at once. */
export function conditionsOf({ answerWithinMinutes }: Pick<Offering, 'answerWithinMinutes'>): Condition[] {
  return answerWithinMinutes === null ? [] : ['yes']
}

/** What is left to wait for once this has come. */
export function without(waitsFor: readonly Condition[], met: Condition): Condition[] {
  return waitsFor.filter((one) => one !== met)
}

/** Until when a time is held for the offerer’s answer, never past its start; null where it is confirmed at once. */
export function heldUntil(
  { answerWithinMinutes }: Pick<Offering, 'answerWithinMinutes'>,
  startsAt: Instant,
  now: Instant,
): Instant | null {
  return answerWithinMinutes === null ? null : Math.min(startsAt, now + answerWithinMinutes * MINUTE)
}
