import { z } from 'zod'

import { id, instantText, route } from '#platform/contract.ts'
import { instantOf, isoOrNull } from '#time/instant.ts'

import type { Reason } from '../why.ts'
import { inviteParams } from './invite.ts'

/** Why an organizer's time is not offered; nobody else may ask. */
export const missingReason = z.object({
  kind: z.enum([
    'over',
    'notice',
    'hours',
    'steps',
    'day',
    'week',
    'meeting',
    'calendar',
    'pause',
    'unknown',
  ]),
  name: z.string().nullable(),
  /** What stands there in a calendar elsewhere, if that is known. */
  title: z.string().nullable(),
  /** How many meetings such a day or week holds; null where it is no limit. */
  most: z.number().int().nullable(),
  roomId: id.nullable(),
  meetingId: id.nullable(),
  calendarId: id.nullable(),
  startsAt: instantText.nullable(),
  endsAt: instantText.nullable(),
  /** Where it is changed. */
  mend: z.enum(['invite', 'schedule', 'meeting', 'calendars']).nullable(),
})

export const explainStart = route({
  method: 'GET',
  path: '/api/invites/:inviteId/why',
  who: 'invite-sender',
  summary: 'Why a time is not offered, by name, and where to change it; for its sender',
  params: inviteParams,
  query: z.object({ startsAt: instantText }),
  /** Empty for a time that is offered. */
  reply: z.object({ reasons: z.array(missingReason) }),
  refusals: ['not_sender', 'invite_closed'],
})

/** A reason as the sender of an invite reads it. */
export function presentReason(one: Reason): z.infer<typeof missingReason> {
  return { ...one, startsAt: isoOrNull(one.startsAt), endsAt: isoOrNull(one.endsAt) }
}

/** The same as it came over the wire. */
export function readReason(one: z.infer<typeof missingReason>): Reason {
  const read = (text: string | null) => (text === null ? null : instantOf(text))
  return { ...one, startsAt: read(one.startsAt), endsAt: read(one.endsAt) }
}
