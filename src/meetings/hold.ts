import { conflict, type Refusal } from '#platform/refusal.ts'
import type { Instant } from '#time/instant.ts'

import { type Cause, lineOf, spanOf } from './change.ts'
import type { Changed, Meeting } from './meeting.ts'

/** How a hold ends without becoming a meeting: by whose time it is, by who asked for it, or by the clock. */
export const holdEnds = ['refused', 'withdrawn', 'ran_out'] as const
export type HoldEnd = (typeof holdEnds)[number]

/** Whether its time is held at this instant. It is not at the very instant at which the hold ends. */
export function isHeld({ status, heldUntil }: Pick<Meeting, 'status' | 'heldUntil'>, now: Instant): boolean {
  return status === 'held' && heldUntil !== null && now < heldUntil
}

/** Guards what only a hold allows. Throws `hold_ended`, also before anybody has taken note of its end. */
export function refuseUnlessHeld(meeting: Meeting, now: Instant): void {
  if (!isHeld(meeting, now)) throw holdEnded(meeting)
}

/** A hold becomes a meeting. Whose yes that takes is judged before. Throws `hold_ended`. */
export function confirm(meeting: Meeting, cause: Cause): Changed {
  refuseUnlessHeld(meeting, cause.now)
  return {
    meeting: { ...meeting, status: 'confirmed', heldUntil: null, updatedAt: cause.now },
    change: { ...lineOf('confirmed', cause), from: null, to: spanOf(meeting) },
  }
}

/** A hold ends and its time is free again. Who may end it is judged before; by the clock it ends once it has run out. */
export function release(meeting: Meeting, how: HoldEnd, cause: Cause): Changed {
  if (how !== 'ran_out') refuseUnlessHeld(meeting, cause.now)
  return {
    meeting: { ...meeting, status: 'cancelled', sequence: meeting.sequence + 1, updatedAt: cause.now },
    change: { ...lineOf(how, cause), from: spanOf(meeting), to: null },
  }
}

/** The refusal of what comes after a hold. */
export function holdEnded({ status }: Pick<Meeting, 'status'>): Refusal {
  if (status === 'confirmed')
    return conflict('hold_ended', 'This was said yes to already: the meeting stands.')
  return conflict(
    'hold_ended',
    'This time is not held any more, so it can no longer be answered. Another one can be asked for.',
  )
}
