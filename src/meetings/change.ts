import { conflict, type Refusal } from '#platform/refusal.ts'
import type { Instant } from '#time/instant.ts'

/** From when to when, in instants, UTC. */
export type Span = { startsAt: Instant; endsAt: Instant }

/** What can stand in a meeting's history: what changed it, and what was said or noted about it. */
export const changeKinds = [
  'booked',
  // It booked itself when the last who had to had agreed.
  'agreed',
  'requested',
  'confirmed',
  'refused',
  'withdrawn',
  'ran_out',
  'rescheduled',
  'cancelled',
  'declined',
  'accepted',
  'left',
  'removed',
  'late',
  'missed',
  'came',
  'new_times',
  'times_closed',
  'placed',
] as const
export type ChangeKind = (typeof changeKinds)[number]

/** Why and when a meeting came to be as it is. `actorId` may have left since. */
export type Change = {
  number: number
  kind: ChangeKind
  actorId: string
  at: Instant
  from: Span | null
  to: Span | null
  reason: string
  /** The caller's own key for this intent; none for what follows from a fact. */
  requestId: string | null
  /** Whom it is about, when that is somebody else. */
  aboutId?: string | null
  /** How late somebody said to be. */
  minutes?: number | null
}

/** Who wants a change, why, and when. */
export type Cause = { actorId: string; reason: string; requestId: string | null; now: Instant }

/** A line of the history, but for what it was and became. */
export function lineOf(
  kind: Change['kind'],
  { actorId, reason, requestId, now }: Cause,
): Omit<Change, 'number' | 'from' | 'to'> {
  return { kind, actorId, reason, requestId, at: now }
}

/** The same of what leaves the meeting at its time: an answer, or something that is said or noted about it. */
export function noteLine(kind: Change['kind'], cause: Cause): Omit<Change, 'number'> {
  return { ...lineOf(kind, cause), from: null, to: null }
}

/** From when to when something is. */
export function spanOf({ startsAt, endsAt }: Span): Span {
  return { startsAt, endsAt }
}

/** Who is in the meeting no more by this change: they left the room, or were removed from it; null for any other. */
export function droppedBy({ kind, actorId, aboutId = null }: Pick<Change, 'kind' | 'actorId' | 'aboutId'>) {
  if (kind === 'left') return actorId
  return kind === 'removed' ? aboutId : null
}

/** Whether this person did it, and so need not be told. Who answered last booked nothing: the agreement did. */
export function isDoingOf({ kind, actorId }: Pick<Change, 'kind' | 'actorId'>, personId: string): boolean {
  return actorId === personId && kind !== 'agreed'
}

/** Whether an earlier change under the same request id wanted the same; then its success is answered again. */
export function isSameWish(earlier: Change, wish: Pick<Change, 'kind' | 'reason'> & Partial<Span>): boolean {
  const sameStart = wish.startsAt === undefined || earlier.to?.startsAt === wish.startsAt
  const sameEnd = wish.endsAt === undefined || earlier.to?.endsAt === wish.endsAt
  return earlier.kind === wish.kind && earlier.reason === wish.reason && sameStart && sameEnd
}

/** The same for a wish that has been kept: throws requestReused() when it was another one. */
export function refuseOtherWish(earlier: Change, wish: Parameters<typeof isSameWish>[1]): void {
  if (!isSameWish(earlier, wish)) throw requestReused()
}

/** One request id, two different wishes. */
export function requestReused(): Refusal {
  return conflict(
    'request_reused',
    'This request was used for something else before. Load the page again and try once more.',
  )
}
