import { z } from 'zod'

import { emailText } from '#accounts/contract/fields.ts'
import { done, id, instantText, route } from '#platform/contract.ts'
import { type Instant, toIso } from '#time/instant.ts'

import { type EntryRecord, entryState } from '../entry.ts'
import { roomParams } from './fields.ts'

/** A way in, as the members see it. */
export const entry = z.object({
  id,
  kind: z.enum(['link', 'mail']),
  /** The address to hand on; entry mails are never shown again. */
  url: z.string().nullable(),
  email: z.string().nullable(),
  createdByName: z.string(),
  expiresAt: instantText,
  uses: z.number().int(),
  maxUses: z.number().int(),
  state: z.enum(['good', 'used', 'expired', 'revoked']),
  /** Whether the reader may revoke it: its maker and the room's owner. */
  mayRevoke: z.boolean(),
})
export type Entry = z.infer<typeof entry>

export const listEntries = route({
  method: 'GET',
  path: '/api/rooms/:roomId/entries',
  who: 'room-member',
  summary: 'The ways into a room that are still good',
  params: roomParams,
  reply: z.object({ entries: z.array(entry) }),
})

export const makeEntryLink = route({
  method: 'POST',
  path: '/api/rooms/:roomId/entries/link',
  who: 'room-member',
  summary: 'Make an entry link: 7 days, up to 20 uses',
  params: roomParams,
  reply: z.object({ entry }),
  refusals: ['too_many_tries'],
})

export const sendEntryMail = route({
  method: 'POST',
  path: '/api/rooms/:roomId/entries/mail',
  who: 'room-member',
  summary: 'Send an entry mail: single use, for that address only',
  params: roomParams,
  body: z.object({ email: emailText }),
  reply: z.object({ entry }),
  refusals: ['already_member', 'too_many_tries'],
})

export const revokeEntry = route({
  method: 'DELETE',
  path: '/api/rooms/:roomId/entries/:entryId',
  who: 'entry-maker-or-owner',
  summary: 'Revoke an entry; its maker and the owner may',
  params: roomParams.extend({ entryId: id }),
  reply: done,
})

const entryToken = z.object({ token: z.string().max(100) })

/** What stands behind an entry for somebody who holds it: the inviter, not the room. */
export const readEntry = route({
  method: 'GET',
  path: '/api/entries/:token',
  who: 'anyone',
  summary: 'Who brings one in, and whether the entry is still good',
  params: entryToken,
  reply: z.object({
    state: z.enum(['good', 'used', 'expired', 'revoked', 'unknown']),
    inviterName: z.string().nullable(),
    /** An entry mail's own address, so that the sign-up form can fill it in. */
    email: z.string().nullable(),
    /** Set when the reader is in that room already. */
    roomId: id.nullable(),
  }),
})

export const useEntry = route({
  method: 'POST',
  path: '/api/entries/:token',
  who: 'signed-in',
  summary: 'Come into the room',
  params: entryToken,
  reply: z.object({ roomId: id }),
  refusals: ['entry_used', 'entry_expired', 'entry_revoked', 'entry_for_another_address'],
})

/** A way in on the wire; `url` only where it can be shown again. */
export function presentEntry(
  record: EntryRecord,
  parts: { url: string | null; createdByName: string; mayRevoke: boolean; now: Instant },
): Entry {
  const { id: entryId, kind, email, expiresAt, uses, maxUses } = record
  const { url, createdByName, mayRevoke, now } = parts
  return {
    id: entryId,
    kind,
    url,
    email,
    createdByName,
    expiresAt: toIso(expiresAt),
    uses,
    maxUses,
    state: entryState(record, now),
    mayRevoke,
  }
}
