import { HOUR, type Instant, MINUTE } from '#time/instant.ts'
import { type Interval, overlaps } from '#time/interval.ts'

import type { Span } from './change.ts'
import { isToCome, mayMove, maySteer, type Meeting } from './meeting.ts'
import { type Ask, findObjection } from './slots.ts'

/** Somebody moved a meeting in their own calendar, where it stood at `from`. Instants, UTC. */
export type OutsideMove = { personId: string; from: Span; to: Span }

/** Why a meeting does not follow a move: then it is put back in that calendar, and its owner is told. */
export const obstacles = [
  'not_theirs',
  'needs_yes',
  'past',
  'odd_length',
  'taken',
  'not_offered',
  'unchecked',
] as const
export type Obstacle = (typeof obstacles)[number]

const shortestMs = 5 * MINUTE
const longestMs = 8 * HOUR

/**
 * Whether a move concerns the meeting as it is now. What was moved from another time than it has lost against a later
 * change here, which is on its way into that calendar already.
 */
export function concernsMove(meeting: Meeting, { from, to }: OutsideMove, now: Instant): boolean {
  return isToCome(meeting, now) && isSameSpan(meeting, from) && !isSameSpan(meeting, to)
}

/** What stands against a move before anybody's time is asked for; undefined when nothing does. */
export function findObstacle(
  meeting: Meeting,
  { personId, to }: OutsideMove,
  now: Instant,
): Obstacle | undefined {
  if (!maySteer(meeting, personId)) return 'not_theirs'
  if (!mayMove(meeting, personId)) return 'needs_yes'
  if (to.startsAt <= now) return 'past'
  const length = to.endsAt - to.startsAt
  const isWhole = to.startsAt % MINUTE === 0 && length % MINUTE === 0
  return isWhole && length >= shortestMs && length <= longestMs ? undefined : 'odd_length'
}

/**
 * Who else stands against it. An organizer chooses among their own times as they like, so only the other side's time
 * counts, in calendars elsewhere as well: nobody was there to warn. Who booked can only take what is offered.
 */
export function findCollision(ask: Ask, { personId, to }: OutsideMove): Obstacle | undefined {
  if (personId === ask.organizerId) {
    const span: Interval = [to.startsAt, to.endsAt]
    const counts = ask.taken.filter((one) => (one.isOutside ? one.personId !== ask.organizerId : one.blocks))
    const isTaken = counts.some((one) => one.intervals.some((interval) => overlaps(interval, span)))
    return isTaken ? 'taken' : undefined
  }
  if (ask.isUnchecked) return 'unchecked'
  const durationMinutes = (to.endsAt - to.startsAt) / MINUTE
  // Its own start is free: it may have been made longer.
  const { question, taken, organizerId, bookerId } = ask
  const wish: Ask = { question: { ...question, durationMinutes }, taken, organizerId, bookerId }
  const objection = findObjection(wish, to.startsAt)
  return objection && (objection === 'time_taken' ? 'taken' : 'not_offered')
}

function isSameSpan(one: Span, other: Span): boolean {
  return one.startsAt === other.startsAt && one.endsAt === other.endsAt
}

/** The obstacle as it stands after *but*; `organizer` is a name, null when the organizer is who reads it. */
export function sayObstacle(obstacle: Obstacle, organizer: string | null): string {
  switch (obstacle) {
    case 'needs_yes':
      return organizer === null ? 'you say yes to each time' : `${organizer} says yes to each time`
    case 'not_offered':
      return organizer === null ? 'you do not offer that time' : `${organizer} does not offer that time`
    case 'unchecked':
      return `${organizer === null ? 'your times' : `the times of ${organizer}`} could not be checked just then`
    case 'not_theirs':
      return 'only who organized or booked it can move it'
    case 'past':
      return 'that time has passed'
    case 'odd_length':
      return 'a meeting takes from five minutes to eight hours'
    case 'taken':
      return 'that time is taken'
  }
}

/** What can be done about it, as a sentence; `organizer` as in `sayObstacle`. */
export function sayWayOut(obstacle: Obstacle, organizer: string | null): string {
  if (obstacle !== 'needs_yes') return 'Would another time do? Then reschedule it.'
  return `Does it suit? Then ${organizer === null ? 'reschedule it' : `${organizer} can reschedule it`}.`
}
