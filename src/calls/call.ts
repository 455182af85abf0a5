import { conflict } from '#platform/refusal.ts'
import { HOUR, type Instant, MINUTE, toIso } from '#time/instant.ts'

import type { Elsewhere } from './place.ts'

/** What a call should be: whose it is, when, and who may come in. Whoever opened it keeps this true. */
export type WantedCall = {
  roomId: string
  /** `held`: it is not agreed yet, so there is nothing to come to. */
  status: 'held' | 'confirmed' | 'cancelled'
  startsAt: Instant
  endsAt: Instant
  /** IANA zone the time was meant in. */
  timeZone: string
  /** Person ids. Who of them is no longer in the room stays outside all the same. */
  people: readonly string[]
  /** What it is called, where that is not its room's name. */
  title?: string
  /** It was started at once, for everybody in the room: it has no set time, and ends when nobody is in. */
  isInstant?: true
}

export type Call = {
  id: string
  joinToken: string
  subjectId: string
  wanted: WantedCall
  /** Where it leads when it does not take place here. */
  elsewhere: Elsewhere | null
}

const opensBeforeMs = 10 * MINUTE
const closesAfterMs = 2 * HOUR

/** What it is called: by a title of its own, else by its room, as that is called now. */
export function titleOf({ title, isInstant }: WantedCall, roomName: string): string {
  return title ?? `${isInstant ? 'Call' : 'Meeting'}: ${roomName}`
}

/** From when on one may come in: ten minutes before the start. */
export function opensAt(wanted: WantedCall): Instant {
  return wanted.startsAt - opensBeforeMs
}

/** Until when the link leads in: two hours after the end, for those who talk on; one without a set time is over when it ends. */
export function closesAt({ endsAt, isInstant }: WantedCall): Instant {
  return isInstant ? endsAt : endsAt + closesAfterMs
}

/** Whether this person is asked to come. */
export function isAsked(wanted: WantedCall, personId: string): boolean {
  return wanted.people.includes(personId)
}

/** Throws a conflict that says why nobody can come in at this instant, if nobody can. */
export function refuseUnlessOpen(wanted: WantedCall, now: Instant): void {
  if (wanted.status === 'held') throw conflict('call_unconfirmed', 'This meeting is not confirmed yet.')
  if (wanted.status === 'cancelled') throw conflict('call_cancelled', 'This meeting was cancelled.')
  if (now >= closesAt(wanted)) throw conflict('call_ended', 'This meeting has ended.')
  if (now < opensAt(wanted)) {
    const details = { opensAt: toIso(opensAt(wanted)) }
    throw conflict('call_early', 'This meeting opens ten minutes before its start.', details)
  }
}

/** Whether its link leads anybody anywhere, now or later. */
export function isLeading(wanted: WantedCall, now: Instant): boolean {
  return wanted.status === 'confirmed' && now < closesAt(wanted)
}

/** Whether somebody who is in may stay. A meeting that is moved while people talk puts nobody out. */
export function isAllowedIn(wanted: WantedCall, personId: string, now: Instant): boolean {
  return isLeading(wanted, now) && isAsked(wanted, personId)
}

/** The topic under which those who are in a call are told who is in it. */
export function callTopic(callId: string): string {
  return `call:${callId}`
}

/** The page a join link leads to, the same for the whole life of its call. */
export function joinUrl(publicUrl: URL, joinToken: string): string {
  return new URL(`/join/${joinToken}`, publicUrl).href
}
