import type { Instant } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

import type { Conference, Conferred, OutsideEvent, WantedEvent } from './event.ts'

/** A calendar as its provider lists it. */
export type OutsideCalendar = {
  externalId: string
  name: string
  /** IANA; null when the provider does not say. */
  timeZone: string | null
  isPrimary: boolean
  canWrite: boolean
  /** The kind of meeting place it can make with an event. */
  conference: Conference | null
}

/** Which calendar is meant; its zone places all-day and floating times. */
export type CalendarRef = { externalId: string; timeZone: string; canWrite: boolean }

/** Where a copy of ours stands. */
export type EventRef = { externalId: string; etag: string }

/** The same after writing it, with what came of the meeting place that was wanted with it. */
export type WrittenRef = EventRef & { conferred?: Conferred }

/** What a watch needs to be told, and what stops it. Times are the provider's word, not ours. */
export type Watch = { id: string; resourceId: string; expiresAt: Instant }
export type Hook = {
  /** Where the provider tells that something changed. */
  url: string
  /** Random; comes back with every notice. */
  secret: string
  channelId: string
}

/** What an adapter knows of whoever it acts for. Secrets never leave it. */
export type Access = {
  /** OAuth: a token that is good now. */
  accessToken?: string
  /** CalDAV: name and app password, and where to begin. Feeds: the address alone. */
  address?: string
  userName?: string
  password?: string
  /** What was granted (OAuth), separated by spaces. */
  scopes: string
}

/**
 * One kind of calendar. Adapters keep nothing: every call says on whose behalf. Every failure is a ProviderTrouble; an
 * answer that is not whole is a failure, never an empty list. Calls may take as long as `signal` allows.
 */
export interface CalendarProvider {
  listCalendars(access: Access, signal: AbortSignal): Promise<OutsideCalendar[]>
  /** Whether anything may have changed since the cursor; `null` begins. A dead cursor is `changed` with a new one. */
  checkForChanges(
    access: Access,
    calendar: CalendarRef,
    cursor: string | null,
    signal: AbortSignal,
  ): Promise<{ changed: boolean; cursor: string | null }>
  /** Every event and instance that touches the window (half-open, UTC), with its title, our own copies included. Whole, or it throws. */
  readEvents(
    access: Access,
    calendar: CalendarRef,
    window: Interval,
    signal: AbortSignal,
  ): Promise<OutsideEvent[]>
  /** One event of ours; `gone` only when the provider says so in so many words. */
  readEvent(
    access: Access,
    calendar: CalendarRef,
    externalId: string,
    signal: AbortSignal,
  ): Promise<OutsideEvent | 'gone'>
  /**
   * Brings the copy to what is wanted. Without `known` it creates under a key derived from `key`, so that a repeat after
   * a lost answer finds the first. A copy that was changed meanwhile is overwritten; one that was removed is `removed`. A
   * meeting place that cannot be made keeps no event from being written; one that takes long is asked for by writing again.
   */
  writeEvent(
    access: Access,
    calendar: CalendarRef,
    copy: { key: string; wanted: WantedEvent; known: EventRef | null },
    signal: AbortSignal,
  ): Promise<WrittenRef | 'removed'>
  /** Removes our copy; one that is gone already is fine. */
  removeEvent(access: Access, calendar: CalendarRef, known: EventRef, signal: AbortSignal): Promise<void>
  /** A copy of this meeting that stands there already: by UID, by our mark, or by join link and time (vendors' links). */
  findCopy(
    access: Access,
    calendar: CalendarRef,
    wanted: WantedEvent,
    signal: AbortSignal,
  ): Promise<EventRef | null>
  /** What a watch tells of: changes in its calendar, or in any of the account's. Null where there are no watches. */
  watches: WatchScope | null
  /** Asks to be told of changes; null where this one cannot be watched. */
  watch(access: Access, calendar: CalendarRef, hook: Hook, signal: AbortSignal): Promise<Watch | null>
  /** Has a watch go on, also one that had to prove itself again; null when another has to be opened. */
  renewWatch(access: Access, watch: Watch, signal: AbortSignal): Promise<Watch | null>
  unwatch(access: Access, watch: Watch, signal: AbortSignal): Promise<void>
}

export type WatchScope = 'calendar' | 'account'

export type TroubleKind =
  /** The person has to link again; from a calendar's API it may also be an access token that ended early: refresh once. */
  | 'needs_relink'
  /** The mailbox is of a kind that cannot be served (on-premises). */
  | 'unsupported'
  | 'throttled'
  /** Back off and try again. */
  | 'unavailable'
  /** Trying again does not help: tell the owner. */
  | 'rejected'
  /** Our own registration at the provider is wrong: tell the operator, not the person. */
  | 'misconfigured'

/**
 * How a provider failed. The sentence is for the calendar's owner and holds nothing of the answer's text. `code` is the
 * provider's own word for it, for operators and logs.
 */
export class ProviderTrouble extends Error {
  readonly kind: TroubleKind
  readonly retryAfterMs: number | undefined
  readonly code: string | undefined

  constructor(kind: TroubleKind, sentence: string, retryAfterMs?: number, code?: string) {
    super(sentence)
    this.name = 'ProviderTrouble'
    this.kind = kind
    this.retryAfterMs = retryAfterMs
    // A word and nothing else: what providers write in sentences may name people and meetings.
    this.code = code !== undefined && /^[\w.-]{1,80}$/.test(code) ? code : undefined
  }
}

/** What a person granted, from the code they came back with. Times are worked out with the app's clock. */
export type Grant = {
  /** Who it is there, for ever: issuer and subject, never an address. */
  account: string
  /** A mail address, for people to recognise the account by. */
  shownAs: string
  /** What was granted, separated by spaces; people may untick some of what was asked for. */
  scopes: string
  /** What the granted scopes do not allow. Without `busy` an account is of no use, without `shared` only its own calendars are. */
  missing: ('busy' | 'write' | 'shared')[]
  tokens: Tokens
}

export type Tokens = {
  accessToken: string
  accessExpiresAt: Instant
  /** The newest one: Microsoft gives another with every refresh, Google keeps the first. */
  refreshToken: string
}

/** How an account is let in and kept: authorization code with PKCE S256 (RFC 9700). Failures are ProviderTrouble. */
export interface OAuthFlow {
  /** Where to send the person, and the verifier to keep for when they come back. `hint` preselects an account. */
  begin(wish: {
    state: string
    redirectUrl: string
    hint: string | null
  }): Promise<{ url: string; verifier: string }>
  /** What the address they came back to grants. The state in it has been compared by whoever calls; null when they said no. */
  finish(
    back: { query: URLSearchParams; state: string; verifier: string; redirectUrl: string },
    now: Instant,
    signal: AbortSignal,
  ): Promise<Grant | null>
  refresh(refreshToken: string, now: Instant, signal: AbortSignal): Promise<Tokens>
  /** Gives the grant back; nothing happens where the provider has no such thing. A grant that is gone already is fine. */
  revoke(refreshToken: string, signal: AbortSignal): Promise<void>
}
