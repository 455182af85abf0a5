import { HOUR, type Instant, MINUTE, SECOND } from '#time/instant.ts'

import { type Calendar, darkens } from './calendar.ts'
import type { BusyRules } from './event.ts'
import { type ProviderName, vendorOf } from './providers.ts'
import { type RelinkWindow, type Renewable, suspendedFrom } from './relink-window.ts'

/** What is kept; `suspended` is worked out from relink windows and the clock. */
export type KeptState = 'linked' | 'needs_relink' | 'unsupported' | 'unlinked'
export type LinkState = KeptState | 'suspended'

/** A person's calendar account, as it is kept. Its secrets are sealed and not here. */
export type Link = {
  id: string
  personId: string
  provider: ProviderName
  /** Who it is there, for ever. */
  account: string
  /** How its owner knows it. */
  shownAs: string
  state: KeptState
  /** Rises with every relink. */
  generation: number
  scopes: string
  rules: BusyRules
  trouble: string | null
  troubleSince: Instant | null
  lastReadAt: Instant | null
  lastWriteAt: Instant | null
  checkAt: Instant
  checkAttempts: number
  /** When it was linked, or linked anew. */
  linkedAt: Instant
}

/** A link with everything that says how it is. */
export type LinkHealth = {
  link: Link
  calendars: readonly Calendar[]
  windows: readonly RelinkWindow[]
  /** How many copies of meetings wait to be written. */
  waiting: number
}

/** What is wrong and the one button that mends it; null when there is none to press. */
export type Trouble = { sentence: string; mend: 'relink' | 'ignore' | null; since: Instant | null }

const longestPathLength = 300
const pathsBack = [
  /^\/rooms$/,
  /^\/settings\/calendars$/,
  /^\/rooms\/[0-9a-f-]{36}(?:\/invites\/[0-9a-f-]{36})?$/,
]
const queryShape = /^[\w\-.~%=&+:]*$/

/** Where the link stands now: as kept, or suspended once a relink window that concerns it is over. */
export function effectiveState(
  link: Pick<Link, 'state'> & Renewable,
  windows: readonly RelinkWindow[],
  now: Instant,
): LinkState {
  if (link.state === 'unlinked') return 'unlinked'
  const end = suspendedFrom(windows, link)
  return end !== null && now >= end ? 'suspended' : link.state
}

/** Whether busy times of its calendars take time away. A broken link still counts, or its owner's time would look free. */
export function takesTimeAway(state: LinkState): boolean {
  return state === 'linked' || state === 'needs_relink' || state === 'unsupported'
}

/** Whether anything may be asked of or written to the account now. */
export function isUsable(state: LinkState): boolean {
  return state === 'linked'
}

/** What the owner is told about the link as a whole; null when all is well. */
export function troubleOf(health: LinkHealth, now: Instant): Trouble | null {
  const { link, calendars, windows } = health
  const state = effectiveState(link, windows, now)
  const since = link.troubleSince
  if (state === 'suspended') return { sentence: suspendedSentence, mend: 'relink', since }
  if (state === 'needs_relink')
    return { sentence: link.trouble ?? relinkSentence(link), mend: 'relink', since }
  const isDark = calendars.some((calendar) => darkens(calendar, now))
  const mend = isDark ? 'ignore' : null
  if (link.trouble !== null) return { sentence: link.trouble, mend, since }
  const failing = calendars.find((calendar) => calendar.countsAsBusy && calendar.trouble !== null)
  return failing
    ? { sentence: `${failing.name}: ${failing.trouble ?? ''}`, mend, since: failing.readAt }
    : null
}

/** Where the owner takes Parley's access away by hand, after linking ended; null where Parley does so itself or nothing is held. */
export function revokeAddress({ provider, account }: Pick<Link, 'provider' | 'account'>): string | null {
  if (provider === 'microsoft') {
    // Personal accounts all live in this one tenant.
    const isPersonal = account.includes('9188040d-6c67-4c5b-b112-36a304b66dad')
    return isPersonal ? 'https://account.live.com/consent/Manage' : 'https://myapps.microsoft.com'
  }
  if (provider === 'apple') return 'https://account.apple.com/account/manage'
  return provider === 'google' ? 'https://myaccount.google.com/connections' : null
}

/** A page of ours one may come back to after linking: rooms, an invite, the calendar settings. Undefined for anything else. */
export function readPathBack(text: string): string | undefined {
  if (text.length > longestPathLength) return undefined
  const [path = '', query, ...more] = text.split('?')
  const isOurs = more.length === 0 && pathsBack.some((shape) => shape.test(path))
  return isOurs && queryShape.test(query ?? '') ? text : undefined
}

/** The path with one more word in its query. */
export function withQuery(path: string, name: string, value: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}${name}=${encodeURIComponent(value)}`
}

/** How long a link on its way may take, from the button to the confirmation, in milliseconds. */
export const attemptLifeMs = 10 * MINUTE

/**
 * When a grant is looked at again at the latest: within four minutes, so that a withdrawal shows within five. A feed has none;
 * reading it tells. `chance` in [0, 1).
 */
export function nextCheck(now: Instant, provider: ProviderName, chance: number): Instant {
  if (provider === 'feed') return now + 6 * HOUR + Math.floor(chance * HOUR)
  return now + 3 * MINUTE + Math.floor(chance * 50) * SECOND
}

/** How long to leave a failing account alone after so many failures in a row: growing, with jitter, at most a quarter of an hour. */
export function pauseAfter(attempts: number, chance: number): number {
  const longest = Math.min(15 * MINUTE, 5 * SECOND * 2 ** Math.min(attempts, 20))
  return Math.max(SECOND, Math.floor(longest * chance))
}

/** When a calendar is asked again for changes: rarely where it is watched, feeds every quarter of an hour. `chance` in [0, 1). */
export function nextReading(
  now: Instant,
  provider: ProviderName,
  isWatched: boolean,
  chance: number,
): Instant {
  const usual = provider === 'feed' ? 15 * MINUTE : isWatched ? 10 * MINUTE : 4 * MINUTE
  return now + Math.floor(usual * (0.75 + chance / 4))
}

/** When a watch is opened anew: well before it ends. */
export function renewsAt(expiresAt: Instant): Instant {
  return expiresAt - 12 * HOUR
}

/** The plain sentence for a grant that is gone. */
export function relinkSentence({ provider }: Pick<Link, 'provider'>): string {
  return provider === 'caldav' || provider === 'apple'
    ? 'The password for this calendar is not taken any more. Relink it with a new one.'
    : `${vendorOf(provider)} does not let Parley in any more. Relink to go on.`
}

const suspendedSentence =
  'The time to renew this link is over, so Parley neither reads nor writes these calendars. Your availability is yours to keep by hand until you relink; Add to calendar in each meeting adds what was missed.'
