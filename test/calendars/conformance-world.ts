import type { Conference } from '#calendars/event.ts'
import type { Access, CalendarProvider, CalendarRef } from '#calendars/port.ts'
import { type Instant, parseInstant } from '#time/instant.ts'
import type { LocalDate } from '#time/wall-time.ts'

/** An event as a person fills in the form of their own calendar. */
export type Draft = {
  title: string
  startsAt: Instant
  endsAt: Instant
  /** Shown as available. */
  isFree?: boolean
  isPrivate?: boolean
  /** Not sure yet. */
  isTentative?: boolean
  place?: string
  /** As a file that was imported brings it (RFC 5545 §3.8.4.7). */
  uid?: string
}

/** A weekly series in a zone, with one instance moved and one taken out. */
export type Series = {
  title: string
  /** The first one. */
  startsAt: Instant
  endsAt: Instant
  timeZone: string
  count: number
  moved?: { from: Instant; startsAt: Instant; endsAt: Instant }
  cancelled?: Instant
}

/** The person's own hands on their calendar, past the adapter. `id` is what the adapter calls externalId. */
export type Outside = {
  add: (draft: Draft) => Promise<string>
  addDay: (title: string, first: LocalDate, last: LocalDate) => Promise<string>
  addSeries: (series: Series) => Promise<void>
  /** Somebody else asks the person to come, who answers or does not. */
  invite?: (draft: Draft, answer: 'accepted' | 'tentative' | 'declined' | 'none') => Promise<void>
  move: (id: string, startsAt: Instant, endsAt: Instant) => Promise<void>
  remove: (id: string) => Promise<void>
  /** Missing where nobody can say no to what is their own. */
  decline?: (id: string) => Promise<void>
  addGuest?: (id: string, address: string) => Promise<void>
  /** From now on the provider makes places to meet at once, after a while, or none; what was begun is ended by `at once`. */
  setConferences?: (how: 'at once' | 'slowly' | 'never') => void
  /** Single events that stand there, with all that was written of them. */
  list: () => Promise<{ id: string; title: string; startsAt: Instant; endsAt: Instant; text: string }[]>
  /** The alert of an event as it is stored. Missing where nothing is written. */
  alertOf?: (id: string) => Promise<Alert>
  /** So many minutes before, or none at all. */
  setAlert?: (id: string, minutesBefore: number | null) => Promise<void>
}

/** So many minutes before it begins, as its owner has them in that calendar, or none. */
export type Alert = number | 'as in the calendar' | 'none'

export type Fault =
  /** The next creation, change or removal is done, its answer lost. */
  | { kind: 'lost-reply'; of: 'create' | 'change' | 'remove' }
  | { kind: 'throttled'; retryAfterSeconds: number }
  | { kind: 'down' }
  /** Answers break off half way. */
  | { kind: 'truncated' }
  /** Something that is no answer of an API, as if all were well. */
  | { kind: 'malformed' }

export type ConformanceWorld = {
  provider: CalendarProvider
  access: Access
  calendar: CalendarRef
  outside: Outside
  /** A calendar that is not there, where another externalId does not make one. */
  nowhere?: { access: Access; calendar: CalendarRef }
  /** The next request to the calendars meets this; lasts for `times` of them, one unless told. */
  fail: (fault: Fault, times?: number) => void
  /** Cursors given out so far are worth nothing. */
  killCursors: () => Promise<void>
  /** The person takes the grant back, or changes the password. */
  revoke: () => Promise<void>
  stop: () => Promise<void>
}

/** What of all this a kind of calendar can have; tests about the rest are not made. */
export type Abilities = {
  /** False where calendars are only read. */
  writes: boolean
  /** Whether the person's own answer to an invitation can be told. */
  answers: boolean
  watches: boolean
  /** The kind of place to meet that it makes with an event. */
  conference?: Conference
  /** How what we write alerts its owner until they change that. */
  alert?: Alert
  faults: readonly Fault['kind'][]
  killsCursors: boolean
  revokes: boolean
}

/** In this zone lie the calendars of every world. */
export const calendarZone = 'Europe/Lisbon'
/** The moment a world's own clock stands at, where it has one: before Europe and North America change theirs. */
export const standsAt = parseInstant('2026-10-23T08:00:00Z') ?? Number.NaN
