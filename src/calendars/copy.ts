import { HOUR, type Instant, MINUTE, SECOND } from '#time/instant.ts'

import type { Conferred, OutsideEvent, WantedEvent } from './event.ts'
import { pauseAfter } from './link.ts'
import type { ProviderName } from './providers.ts'

/**
 * `removed`: its owner took it away outside, and it stays away until it is wanted anew. `withdrawn`: nothing stands and
 * nothing should. `released`: what stands is its owner's own and is never touched again.
 */
export type CopyState = 'waiting' | 'written' | 'withdrawn' | 'removed' | 'parked' | 'released'

/** What should stand in one person's calendar of one thing (a meeting), and what does. Instants are UTC. */
export type Copy = {
  subjectId: string
  personId: string
  /** Where it stands or should; null while nothing of this person's receives. */
  calendarId: string | null
  /** By these an event is known that was added by hand. */
  uid: string
  joinUrl: string
  /** Null when it should stand nowhere. */
  wanted: WantedEvent | null
  /** What was sent, or was about to be: it may stand there although no answer came back. */
  tried: WantedEvent | null
  /** End of what it is about. */
  endsAt: Instant
  isOwn: boolean
  wantedVersion: number
  writtenVersion: number | null
  /** Names the creation, so that a repeat finds the first; another one after a removal. */
  key: string
  externalId: string | null
  etag: string | null
  state: CopyState
  /** It may stand there already, by hand or from an earlier link: looked for before it is created. */
  looksFirst: boolean
  /** Addresses that were asked outside and are known already. */
  guests: readonly string[]
  attempts: number
  nextAt: Instant
  behindSince: Instant
  lastError: string | null
}

/** What should stand in one person's calendar from now on. `again` writes it over whatever stands there. */
export type Wish = { personId: string; isOwn: boolean; wanted: WantedEvent | null; again?: boolean }

/** What is to be done outside to bring a copy to what is wanted. */
export type Task = 'nothing' | 'create' | 'look-and-create' | 'update' | 'remove' | 'look-and-remove'

/** From when to when, in instants, UTC. */
export type Span = { startsAt: Instant; endsAt: Instant }

/** What the owner did to a copy outside. Times are instants, UTC. */
export type OutsideChange =
  | { kind: 'moved'; from: Span; to: Span }
  | { kind: 'removed' }
  | { kind: 'declined' }
  | { kind: 'guests'; guests: string[] }

/** Where a copy stands, for people: never more than that. */
export type CopyStand = 'none' | 'waiting' | 'written' | 'retrying' | 'relink' | 'removed' | 'parked'

/** A copy that is not as it should be. `needsRelink`: nothing helps but to link its calendar again. */
export type BehindCopy = { copy: Copy; provider: ProviderName; needsRelink: boolean }

const longestPauseMs = 15 * MINUTE
const givenUpAfterMs = 72 * HOUR
// A meeting place is made within seconds or not at all.
const conferenceWithinMs = 10 * MINUTE
const conferencePauseMs = 5 * SECOND
// Whoever adds a meeting by hand needs longer than this.
const surelyNewMs = MINUTE

/** The name of a creation: the same for every try of it. */
export function keyOf(subjectId: string, personId: string, generation: number): string {
  return `${subjectId}.${personId}.${generation}`
}

/**
 * Brings a copy to a new wish; undefined when nothing of it changes. What was released or removed outside stays so, but
 * a removed one comes back when it is wanted `again`, or anew after it was not.
 */
export function want(
  earlier: Copy | undefined,
  wish: Wish,
  about: { subjectId: string; endsAt: Instant; calendarId: string | null; now: Instant },
): Copy | undefined {
  if (!earlier) return wish.wanted ? begin(wish, wish.wanted, about) : undefined
  if (earlier.state === 'released') return undefined
  if (!wish.again && isSame(earlier.wanted, wish.wanted)) return undefined
  const wished = {
    ...placed(earlier, about.calendarId),
    wanted: wish.wanted,
    isOwn: wish.isOwn,
    endsAt: about.endsAt,
    wantedVersion: earlier.wantedVersion + 1,
  }
  if (!wish.wanted && !mayStand(wished)) return { ...settledIn(wished, 'withdrawn'), lastError: null }
  if (earlier.state === 'removed' && !wish.again) return settledIn(wished, 'removed')
  return due(wished, about.now)
}

/** A copy that had no calendar, or waited for its link, is brought to the one that receives now, if any does. */
export function catchUp(copy: Copy, calendarId: string | null, now: Instant): Copy {
  return { ...due(placed(copy, calendarId), now), looksFirst: true, behindSince: now, ...calm }
}

/**
 * Its owner asks for it to be written now, anew where they took it away. Undefined where there is no calendar for it, or
 * where it is their own by now.
 */
export function writeAgain(copy: Copy, calendarId: string | null, now: Instant): Copy | undefined {
  if (copy.state === 'released' || !copy.wanted) return undefined
  const next = catchUp(copy, calendarId, now)
  if (next.calendarId === null) return undefined
  return { ...next, wantedVersion: copy.wantedVersion + 1 }
}

/** The link is given up: what may stand stays there as its owner's own, what does not waits for another link. */
export function release(copy: Copy): Copy {
  if (mayStand(copy)) return settledIn(copy, 'released')
  return { ...copy, calendarId: null, attempts: 0, lastError: null }
}

/** What is to be done, judged when it begins. */
export function taskOf(copy: Copy, now: Instant): Task {
  if (copy.state !== 'waiting' || copy.calendarId === null) return 'nothing'
  if (copy.externalId !== null) return copy.wanted ? 'update' : 'remove'
  if (!copy.wanted) return copy.tried ? 'look-and-remove' : 'remove'
  return copy.looksFirst || now - copy.behindSince > surelyNewMs ? 'look-and-create' : 'create'
}

/**
 * `version` of it stands outside now; what was wanted meanwhile is still to do. While its meeting place is being made it is
 * written again and again, which is how one asks.
 */
export function written(
  copy: Copy,
  version: number,
  { externalId, etag, conferred }: { externalId: string; etag: string; conferred?: Conferred },
  now: Instant,
): Copy {
  const known = { ...copy, externalId, etag, writtenVersion: version, looksFirst: false, ...calm }
  if (copy.state !== 'waiting') return known
  if (copy.wantedVersion !== version) return due(known, now)
  const isMade = conferred?.state !== 'pending' || now - copy.behindSince > conferenceWithinMs
  return isMade ? { ...known, state: 'written' } : { ...known, nextAt: now + conferencePauseMs }
}

/** What has come of the meeting place that is wanted with it; undefined where none is. One that takes too long is refused. */
export function conferredOf(
  copy: Copy,
  conferred: Conferred | undefined,
  now: Instant,
): Conferred | undefined {
  if (!copy.wanted?.conference) return undefined
  const isLate = conferred?.state === 'pending' && now - copy.behindSince > conferenceWithinMs
  return isLate ? { state: 'refused' } : conferred
}

/** Nothing of it stands outside any more; a creation after this has another name, because the first may be burnt. */
export function cleared(copy: Copy, version: number, now: Instant): Copy {
  const bare = { ...withNextKey(copy), writtenVersion: version, looksFirst: false, guests: [], ...calm }
  if (copy.state !== 'waiting') return bare
  return copy.wantedVersion === version ? { ...bare, state: 'withdrawn' } : due(bare, now)
}

/** Its owner took it away outside. It stays away until it is wanted anew. */
export function removedOutside(copy: Copy): Copy {
  const bare = { ...withNextKey(copy), guests: [], ...calm }
  return settledIn(bare, copy.wanted ? 'removed' : 'withdrawn')
}

/** A try failed: later again, or given up for good when that does not help or it went on for three days. */
export function failed(
  copy: Copy,
  failure: { sentence: string; isFinal: boolean; retryAfterMs: number | undefined; chance: number },
  now: Instant,
): Copy {
  if (copy.state !== 'waiting') return copy
  const givesUp = failure.isFinal || now - copy.behindSince > givenUpAfterMs
  const nextAt = now + (failure.retryAfterMs ?? pauseAfter(copy.attempts, failure.chance))
  // What may pass by itself says so; once it is given up that is no longer true.
  const lastError = givesUp && !failure.isFinal ? gaveUp : failure.sentence
  return { ...copy, lastError, nextAt, state: givesUp ? 'parked' : 'waiting' }
}

/** It waits for its link, which is no failure of its own. */
export function heldBack(copy: Copy, now: Instant): Copy {
  return { ...copy, attempts: 0, nextAt: now + longestPauseMs, behindSince: now }
}

/**
 * What somebody did to a copy since it was written, and the copy as it is known after that. An event that changed in
 * ways that are its owner's own (colour, reminders, words) is no change.
 */
export function compare(copy: Copy, seen: OutsideEvent | 'gone'): { copy: Copy; changes: OutsideChange[] } {
  if (copy.state !== 'written' || !copy.wanted) return { copy, changes: [] }
  if (seen === 'gone') return { copy: removedOutside(copy), changes: [{ kind: 'removed' }] }
  const known = { ...copy, etag: seen.etag, guests: [...new Set([...copy.guests, ...seen.guests])] }
  if (seen.isDeclined) return { copy: known, changes: [{ kind: 'declined' }] }
  const newcomers = seen.guests.filter((guest) => !copy.guests.includes(guest))
  const changes: OutsideChange[] = newcomers.length > 0 ? [{ kind: 'guests', guests: newcomers }] : []
  if (seen.startsAt !== copy.wanted.startsAt || seen.endsAt !== copy.wanted.endsAt) {
    changes.push({ kind: 'moved', from: spanOf(copy.wanted), to: spanOf(seen) })
  }
  return { copy: known, changes }
}

/** Whether this event may have been changed since it was written: then it is looked at again before it is judged. */
export function looksChanged(copy: Copy, seen: OutsideEvent | undefined): boolean {
  if (!seen) return true
  return seen.etag !== copy.etag || compare(copy, seen).changes.length > 0
}

/** Where a copy stands, in one word. `isLinked`: its link can be written to at all. */
export function standOf(copy: Copy, isLinked: boolean): CopyStand {
  if (!copy.wanted || copy.calendarId === null) return 'none'
  if (copy.state === 'released' || copy.state === 'withdrawn') return 'none'
  if (copy.state !== 'waiting') return copy.state
  if (!isLinked) return 'relink'
  return copy.lastError === null ? 'waiting' : 'retrying'
}

/**
 * How a calendar knows of a thing. `written`: we write it there, or its owner took it out themselves. `own`: what stands
 * there is its owner's. `unreached`: something may stand there that cannot be changed just now.
 */
export type Holding = 'written' | 'own' | 'unreached'

/** The same for one copy; null where nothing stands, and nothing will by itself. `isLinked`: its link can be written to. */
export function holdingOf(copy: Copy, isLinked: boolean): Holding | null {
  if (copy.state === 'released') return 'own'
  if (copy.state === 'removed') return 'written'
  if (copy.calendarId !== null && isLinked && copy.state !== 'parked') return 'written'
  return mayStand(copy) ? 'unreached' : null
}

const gaveUp = 'For three days it could not be written.'
const calm = { attempts: 0, lastError: null }

function begin(
  { personId, isOwn }: Wish,
  wanted: WantedEvent,
  about: { subjectId: string; endsAt: Instant; calendarId: string | null; now: Instant },
): Copy {
  return {
    subjectId: about.subjectId,
    personId,
    calendarId: about.calendarId,
    uid: wanted.uid,
    joinUrl: wanted.joinUrl,
    wanted,
    tried: null,
    endsAt: about.endsAt,
    isOwn,
    wantedVersion: 1,
    writtenVersion: null,
    key: keyOf(about.subjectId, personId, 1),
    externalId: null,
    etag: null,
    state: 'waiting',
    looksFirst: false,
    guests: [],
    attempts: 0,
    nextAt: about.now,
    behindSince: about.now,
    lastError: null,
  }
}

// What stands somewhere is kept there. What stands nowhere goes to the calendar that receives now; so does what stood in
// a calendar that is gone.
function placed(copy: Copy, receiving: string | null): Copy {
  if (!mayStand(copy)) return { ...copy, calendarId: receiving }
  return copy.calendarId === null ? { ...withNextKey(copy), calendarId: receiving, looksFirst: true } : copy
}

function mayStand({ externalId, tried }: Copy): boolean {
  return externalId !== null || tried !== null
}

function due(copy: Copy, now: Instant): Copy {
  const isWaiting = copy.state === 'waiting'
  return {
    ...copy,
    state: 'waiting',
    attempts: isWaiting ? copy.attempts : 0,
    lastError: isWaiting ? copy.lastError : null,
    nextAt: now,
    behindSince: isWaiting ? copy.behindSince : now,
  }
}

function settledIn(copy: Copy, state: CopyState): Copy {
  return { ...copy, state, writtenVersion: copy.wantedVersion, attempts: 0 }
}

function withNextKey(copy: Copy): Copy {
  const generation = Number(copy.key.split('.').at(-1)) + 1
  const key = keyOf(copy.subjectId, copy.personId, generation)
  return { ...copy, key, externalId: null, etag: null, tried: null }
}

function spanOf({ startsAt, endsAt }: Span): Span {
  return { startsAt, endsAt }
}

function isSame(one: WantedEvent | null, other: WantedEvent | null): boolean {
  return inOrder(one) === inOrder(other)
}

function inOrder(event: WantedEvent | null): string {
  return JSON.stringify(event && Object.entries(event).sort(([one], [other]) => (one < other ? -1 : 1)))
}
