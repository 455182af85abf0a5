import * as availability from '#availability'
import * as calendars from '#calendars'
import type { Db } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import { type Invite, questionOf } from '../invite.ts'
import { type Ask, outsideTaken, reachOf } from '../slots.ts'
import { listTaken } from '../store/engagements.ts'

/**
 * Gathers what decides which of an invite's times this person can book, or several: then the ask holds the time of each, and
 * the first is its booker. In a change, call it under the organizer's lock, and theirs.
 */
export async function readInviteAsk(
  db: Db,
  invite: Invite,
  booker: string | readonly string[],
  now: Instant,
): Promise<Ask> {
  const { organizerId, offer, endsAt } = invite
  const schedule = await availability.scheduleOf(db, organizerId)
  const question = questionOf(offer, endsAt, schedule, now)
  const bookerIds = [booker].flat()
  const bookerId = bookerIds[0] ?? organizerId
  const people = [...new Set([organizerId, ...bookerIds])]
  const taken = await listTaken(db, people, reachOf(question), null)
  const busy = await calendars.listBusy(db, people, reachOf(question), now)
  return {
    question,
    taken: [...taken, ...outsideTaken(busy, organizerId)],
    organizerId,
    bookerId,
    isUnchecked: busy.some((one) => one.personId === organizerId && one.isUnknown),
    trueUntil: Math.min(...busy.map((one) => one.trueUntil)),
  }
}
