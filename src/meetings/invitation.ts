import type { Holding } from '#calendars/copy.ts'

import { type Change, isDoingOf, type Span, spanOf } from './change.ts'
import { isOnFor, type Meeting } from './meeting.ts'

export type { Holding }

/** What a mail said to somebody, as we keep it. */
type About = Readonly<Record<string, unknown>>

/** What became of the mails to somebody: what reached them last, or may have; null for nothing. */
type Fate = { reached: About | null }

/** What is to be said to one person by mail. Nothing to their calendar where there is no method. */
export type Invitation = {
  kind: 'meeting_new' | 'meeting_changed' | 'meeting_cancelled'
  method: 'REQUEST' | 'CANCEL' | null
  /** The time they know it by, where that is another one. */
  was: Span | null
  /** What the mail says, for the next one. */
  about: About
}

/** Names all mails about one meeting; to each of its people there is one at a time. */
export function mailKey(meetingId: string): string {
  return `meeting:${meetingId}`
}

type Known = Span & { isOn: boolean; byCalendar: boolean }

/**
 * What one person is to be told by mail now, by what reached them before: the present state against the one they know, and
 * null where these are the same. Whoever made the change themselves is mailed for the sake of their calendar alone.
 */
export function invitationFor(parts: {
  meeting: Meeting
  change: Pick<Change, 'kind' | 'actorId' | 'from'>
  personId: string
  /** How their calendar knows of it; null where it hears by mail alone. */
  holding: Holding | null
  fate: Fate | null
}): Invitation | null {
  const { meeting, change, personId, fate } = parts
  const known = knownOf(fate)
  const isOn = isOnFor(meeting, personId)
  const invitation = isOn ? request(parts, known) : callOff(parts, known)
  return isDoingOf(change, personId) && invitation?.method === null ? null : invitation
}

/** Whether the last that reached somebody was that it is off for them. */
export function heardOff(fate: Fate | null): boolean {
  return knownOf(fate)?.isOn === false
}

type Parts = Parameters<typeof invitationFor>[0]

function request({ meeting, change, holding, fate }: Parts, known: Known | null): Invitation | null {
  const method = holding === null || (known?.byCalendar && holding !== 'own') ? 'REQUEST' : null
  const about = aboutOf(meeting, true, method !== null)
  if (known?.isOn) {
    if (known.startsAt === meeting.startsAt && known.endsAt === meeting.endsAt) return null
    return { kind: 'meeting_changed', method, was: spanOf(known), about }
  }
  // No mail was ever to be written: perhaps they want none of new meetings, or it is older than these mails.
  if (!fate && change.kind === 'rescheduled')
    return { kind: 'meeting_changed', method, was: change.from, about }
  return { kind: 'meeting_new', method, was: null, about }
}

function callOff({ meeting, fate }: Parts, known: Known | null): Invitation | null {
  // Who never heard of it, or heard that it is off, has nothing to forget.
  if (fate && !known?.isOn) return null
  const method = known?.byCalendar ? 'CANCEL' : null
  return { kind: 'meeting_cancelled', method, was: null, about: aboutOf(meeting, false, method !== null) }
}

function aboutOf({ startsAt, endsAt }: Meeting, isOn: boolean, byCalendar: boolean): About {
  return { startsAt, endsAt, isOn, byCalendar }
}

function knownOf(fate: Fate | null): Known | null {
  const { startsAt, endsAt, isOn, byCalendar } = fate?.reached ?? {}
  if (typeof startsAt !== 'number' || typeof endsAt !== 'number') return null
  return { startsAt, endsAt, isOn: isOn === true, byCalendar: byCalendar === true }
}
