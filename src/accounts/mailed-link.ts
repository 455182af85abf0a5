import { conflict, missing, type Refusal } from '#platform/refusal.ts'
import { DAY, HOUR, type Instant, MINUTE } from '#time/instant.ts'

import type { Person } from './person.ts'

/** What a mailed link is for; it serves for nothing else. */
export type LinkPurpose = 'sign-in' | 'reset-password' | 'verify-address'

/** A single-use link that went to an address. Whoever opens it reads mail there. */
export type MailedLink = {
  id: string
  purpose: LinkPurpose
  personId: string
  email: string
  /** A path of ours to go on to; null for the rooms. */
  nextPath: string | null
  expiresAt: Instant
  usedAt: Instant | null
}

export type LinkState = 'good' | 'used' | 'expired' | 'unknown'

/** How long a link is good, in milliseconds: 15 minutes to sign in, an hour for a new password, 7 days to verify. */
export const linkLifetimes: Record<LinkPurpose, number> = {
  'sign-in': 15 * MINUTE,
  'reset-password': HOUR,
  'verify-address': 7 * DAY,
}

/** How a link stands now. */
export function linkState(link: MailedLink | null, now: Instant): LinkState {
  if (!link) return 'unknown'
  if (link.usedAt !== null) return 'used'
  return link.expiresAt <= now ? 'expired' : 'good'
}

/**
 * Whether using the link takes the person's password away: one that was chosen before anybody had shown that the address
 * is theirs, and so perhaps by somebody else.
 */
export function endsPassword(link: Pick<MailedLink, 'purpose'>, person: Person): boolean {
  return link.purpose === 'sign-in' && person.emailVerifiedAt === null && person.hasPassword
}

/** Why a link that is not good cannot be used. */
export function refuseLink(state: Exclude<LinkState, 'good'>): Refusal {
  if (state === 'used') return conflict('link_used', 'This link was used before. Ask for a new one.')
  if (state === 'expired') return conflict('link_expired', 'This link is too old. Ask for a new one.')
  return missing()
}
