import { joinText } from '#ical/join-link.ts'
import { cleanLine, cleanProse } from '#ical/plain-text.ts'
import type { Instant } from '#time/instant.ts'

/** A meeting place that a calendar can make with an event: Google Meet, Microsoft Teams. */
export type Conference = 'meet' | 'teams'

/** What has come of asking for one. `refused`: this calendar makes none. */
export type Conferred = { state: 'made'; url: string } | { state: 'pending' } | { state: 'refused' }

/** What we want to stand in somebody's calendar: one meeting, as this person should see it. */
export type WantedEvent = {
  /** For ever the same (RFC 5545 §3.8.4.7). */
  uid: string
  sequence: number
  startsAt: Instant
  endsAt: Instant
  /** IANA; the zone the wall time was meant in. */
  timeZone: string
  title: string
  /** Names only: nobody is invited by the outside calendar. */
  attendees: readonly string[]
  joinUrl: string
  note: string
  /** The place to be made with the event, in this person's calendar alone. */
  conference?: Conference | undefined
}

/** Why an outside event takes time; the owner's rules decide about all but `busy`. */
export type BusyKind = 'busy' | 'tentative' | 'unanswered' | 'all-day'

/**
 * One event, or one instance of a series, as an outside calendar tells it. What does not take time (free, cancelled,
 * declined) has no kind.
 */
export type OutsideEvent = {
  /** How the provider finds it again: an event id, or the address of a resource. Instances of a series share none. */
  externalId: string
  /** Changes with every change of the event; empty when the provider has none. */
  etag: string
  /** RFC 5545 UID when the provider tells it. */
  uid: string | null
  startsAt: Instant
  endsAt: Instant
  busy: BusyKind | null
  /** The calendar's owner said no to it there. */
  isDeclined: boolean
  /** Mail addresses of those who were asked there, without the owner. */
  guests: readonly string[]
  /** As it is written there, for its owner's eyes alone; null where none is told, or was not asked for. */
  title: string | null
  /** The meeting it is a copy of, when it carries our mark, our UID or our join link. */
  mark: { uid: string } | { joinUrl: string } | null
}

/** The title as every provider takes it: one line, never empty. */
export function titleOf(wanted: WantedEvent): string {
  return cleanLine(wanted.title, 255) || 'Meeting'
}

/** What stands beneath the title: the way in, who comes, the note. */
export function descriptionOf(wanted: WantedEvent): string {
  const names = wanted.attendees.map((name) => cleanLine(name, 200)).filter((name) => name !== '')
  const parts = [names.length > 0 ? `With ${names.join(', ')}` : '', cleanProse(wanted.note, 4_000)]
  return joinText(wanted.joinUrl, cleanProse(parts.filter((part) => part !== '').join('\n\n'), 7_500))
}

/** The join link that an event was given as its place; what a vendor's add link makes has it there. */
export function joinLinkAt(place: string | null | undefined): { joinUrl: string } | null {
  const text = place?.trim() ?? ''
  return /^https?:\/\/[^\s/]+(?:\/[^\s]*)?\/join\/[\w-]{1,100}$/.test(text) ? { joinUrl: text } : null
}

/** The account's own rules: what of the doubtful counts as busy. */
export type BusyRules = { tentative: boolean; unanswered: boolean; allDay: boolean }
