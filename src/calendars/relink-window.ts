import type { Instant } from '#time/instant.ts'
import { addDays, type LocalDate } from '#time/wall-time.ts'
import { startOfDate } from '#time/zone.ts'

import type { ProviderName } from './providers.ts'

/** An operator's wish that older links of some providers be made again between two dates, both included. */
export type RelinkWindow = {
  id: string
  providers: readonly ProviderName[]
  fromDate: LocalDate
  untilDate: LocalDate
  /** IANA; the dates are meant there. */
  timeZone: string
  /** What the operator tells the people concerned. */
  text: string
  madeAt: Instant
}

/** `coming` before the first date, `open` to the end of the second, then `over`: who did not relink is suspended. */
export type WindowPhase = 'coming' | 'open' | 'over'

/** What of a link decides whether a window concerns it. */
export type Renewable = { provider: ProviderName; linkedAt: Instant; generation: number }

/** The first instant of the first date. */
export function opensAt({ timeZone, fromDate }: RelinkWindow): Instant {
  return startOfDate(timeZone, fromDate)
}

/** The end of the second date, which is the first instant of the day after. */
export function closesAt({ timeZone, untilDate }: RelinkWindow): Instant {
  return startOfDate(timeZone, addDays(untilDate, 1))
}

/** Where the window stands now. */
export function phaseOf(window: RelinkWindow, now: Instant): WindowPhase {
  if (now < opensAt(window)) return 'coming'
  return now < closesAt(window) ? 'open' : 'over'
}

/**
 * Whether this link is one to be made again: one made before the first date. Relinking works before it as well: who did
 * so after the window was announced is done.
 */
export function concerns(window: RelinkWindow, link: Renewable): boolean {
  if (!window.providers.includes(link.provider) || link.linkedAt >= opensAt(window)) return false
  const wasRenewed = link.generation > 1 && link.linkedAt >= window.madeAt
  return !wasRenewed
}

/** The window this link is under now: the first to close of those that are open or over. Null when none asks anything. */
export function findWindow(
  windows: readonly RelinkWindow[],
  link: Renewable,
  now: Instant,
): RelinkWindow | null {
  const asking = windows.filter((one) => now >= opensAt(one) && concerns(one, link))
  return asking.toSorted((one, other) => closesAt(one) - closesAt(other))[0] ?? null
}

/** When this link becomes suspended if nothing else happens; null when no window concerns it. It may have passed. */
export function suspendedFrom(windows: readonly RelinkWindow[], link: Renewable): Instant | null {
  const closings = windows.filter((one) => concerns(one, link)).map(closesAt)
  return closings.length > 0 ? Math.min(...closings) : null
}
