import * as availability from '#availability'
import type { Db } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import { type Invite, questionOf } from '../invite.ts'
import type { Ask } from '../slots.ts'
import { readAsk } from './read-ask.ts'

/**
 * Gathers what decides which of an invite's times this person can book, or several: then the ask holds the time of each, and
 * the first is its booker. In a change, call it under the organizer's lock, and theirs.
 */
export async function readInviteAsk(
  db: Db,
  { organizerId, offer, endsAt }: Invite,
  booker: string | readonly string[],
  now: Instant,
): Promise<Ask> {
  const schedule = await availability.scheduleOf(db, organizerId)
  const question = questionOf(offer, endsAt, schedule, now)
  return readAsk(db, { question, organizerId, bookerIds: [booker].flat() }, now)
}
