import { conflict, forbidden } from '#platform/refusal.ts'
import { DAY, type Instant } from '#time/instant.ts'

import type { Role } from './room.ts'

/** Both kinds of entry stop working after a week, in milliseconds. */
export const entryLifeMs = 7 * DAY

/** How often an entry link lets somebody in. */
export const linkUses = 20

/** An entry mail is for one person. */
export const mailUses = 1

export type EntryState = 'good' | 'used' | 'expired' | 'revoked'

/** A way into a room as it is kept. */
export type EntryRecord = {
  id: string
  roomId: string
  kind: 'link' | 'mail'
  tokenSealed: string | null
  /** The address an entry mail is bound to, in lower case. */
  email: string | null
  createdById: string
  expiresAt: Instant
  maxUses: number
  uses: number
  revokedAt: Instant | null
}

/** Where the sealed token of an entry lives, for the sealer. */
export function placeOfToken(entryId: string): string {
  return `entries|${entryId}|token_sealed`
}

/** Where an entry stands: revoked counts before used, used before expired. */
export function entryState(
  entry: Pick<EntryRecord, 'revokedAt' | 'uses' | 'maxUses' | 'expiresAt'>,
  now: Instant,
): EntryState {
  if (entry.revokedAt !== null) return 'revoked'
  if (entry.uses >= entry.maxUses) return 'used'
  return now >= entry.expiresAt ? 'expired' : 'good'
}

/** Refuses (409) an entry that is no longer good, and (403) one that was mailed to somebody else. */
export function judgeEntry(entry: EntryRecord, email: string, now: Instant): void {
  const state = entryState(entry, now)
  if (state === 'revoked') {
    throw conflict('entry_revoked', 'This way in was taken back. Ask whoever sent it to you for a new one.')
  }
  if (state === 'used') {
    throw conflict('entry_used', 'This way in has been used up. Ask whoever sent it to you for a new one.')
  }
  if (state === 'expired') {
    throw conflict(
      'entry_expired',
      'This way in is older than seven days. Ask whoever sent it to you for a new one.',
    )
  }
  if (entry.email !== null && entry.email !== email.toLowerCase()) {
    throw forbidden(
      'entry_for_another_address',
      'This way in was sent to another address. Sign in with that address, or ask to be invited with this one.',
    )
  }
}

/** Whether this member may take an entry back: its maker and the room's owner. */
export function mayRevoke(entry: EntryRecord, personId: string, role: Role): boolean {
  return role === 'owner' || entry.createdById === personId
}
