import type { Instant } from '#time/instant.ts'

/** NIST SP 800-63B §5.1.1.1: length is what counts; no rules about kinds of characters. */
export const shortestPassword = 8

export type Person = {
  id: string
  email: string
  emailVerifiedAt: Instant | null
  name: string
  hasPassword: boolean
  timeZone: string
  /** Null is the clock that is usual in their zone. */
  hourCycle: 12 | 24 | null
  /** ISO weekday 1 (Monday) to 7; null follows the reader's locale. */
  weekStart: number | null
  /** ISO 3166-1 alpha-2; null for one who gave none. */
  country: string | null
  createdAt: Instant
}
