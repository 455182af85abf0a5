import { DAY, HOUR, type Instant } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

import type { Conference } from './event.ts'
import type { ProviderName } from './providers.ts'

/** One calendar of a linked account, as it is kept. */
export type Calendar = {
  id: string
  linkId: string
  personId: string
  externalId: string
  name: string
  /** IANA; places all-day and floating times. */
  timeZone: string
  canWrite: boolean
  /** The kind of meeting place it can make, as its provider last said. */
  conference: Conference | null
  isPrimary: boolean
  countsAsBusy: boolean
  receives: boolean
  cursor: string | null
  /** The owner goes without it while it cannot be read. */
  ignored: boolean
  /** What is wrong with reading it, for the owner; null when nothing is. */
  trouble: string | null
  /** The last time that it was known whole. */
  readAt: Instant | null
  readFrom: Instant | null
  readUntil: Instant | null
  nextReadAt: Instant
  attempts: number
}

/** How old a copy of somebody's busy times may be and still count as read, in milliseconds (docs/decisions/0003-booking.md). */
export const staleAfterMs = 24 * HOUR

/** How far back and ahead a calendar is read, in milliseconds: a whole year of offers and more. */
const readBehindMs = DAY
const readAheadMs = 400 * DAY

/** When what is known of a calendar stops to count as known; never was before the first read. */
export function knownUntil({ readAt }: Pick<Calendar, 'readAt'>): Instant {
  return readAt === null ? Number.NEGATIVE_INFINITY : readAt + staleAfterMs
}

/** Whether it was read so long ago, or never, that nobody can say when its owner is busy. */
export function isUnknown(calendar: Pick<Calendar, 'readAt'>, now: Instant): boolean {
  return now >= knownUntil(calendar)
}

/** Whether its owner's time is in the dark because of it: it counts, cannot be known, and is not ignored. */
export function darkens(
  calendar: Pick<Calendar, 'readAt' | 'countsAsBusy' | 'ignored'>,
  now: Instant,
): boolean {
  return calendar.countsAsBusy && !calendar.ignored && isUnknown(calendar, now)
}

/** Whether meetings can be written into it: never into a feed, and only where the account may write. */
export function mayReceive(calendar: Pick<Calendar, 'canWrite'>, provider: ProviderName): boolean {
  return provider !== 'feed' && calendar.canWrite
}

/** What is read of a calendar at a time: from a day ago to some thirteen months ahead. */
export function readingWindow(now: Instant): Interval {
  return [now - readBehindMs, now + readAheadMs]
}

/** Whether a calendar must be read whole although nothing changed in it: the window moves on, so once a day. */
export function needsWholeRead(
  calendar: Pick<Calendar, 'readAt' | 'readFrom' | 'readUntil'>,
  now: Instant,
): boolean {
  const { readAt, readUntil } = calendar
  return readAt === null || readUntil === null || readUntil < now + readAheadMs - DAY
}
