import * as calendars from '#calendars'
import type { Db } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

import type { OpenQuestion } from '../invite.ts'
import { type Ask, earliestEnd, outsideTaken, reachOf } from '../slots.ts'
import { listTaken } from '../store/engagements.ts'

/** Whose time a question is about, and which. */
export type Asked = {
  question: OpenQuestion
  organizerId: string
  /** Who is to be there beside the organizer; nobody where that is not known yet. Of several the first is the booker. */
  bookerIds: readonly string[]
  /** What is moved, and takes no time of its own. */
  exceptMeetingId?: string
  /** The time that matters, where it is more than that of the question. */
  reach?: Interval
}

/**
 * Gathers what stands in these people's time, here and in calendars elsewhere. In a change, call it under the lock of those
 * it is to block. Whoever calls has checked access.
 */
export async function readAsk(db: Db, asked: Asked, now: Instant): Promise<Ask> {
  const { question, organizerId, bookerIds, exceptMeetingId = null, reach = reachOf(question) } = asked
  const people = [...new Set([organizerId, ...bookerIds])]
  const taken = await listTaken(db, people, reach, { now, exceptMeetingId })
  const busy = await calendars.listBusy(db, people, reach, now)
  return {
    question,
    taken: [...taken, ...outsideTaken(busy, organizerId)],
    organizerId,
    bookerId: bookerIds[0] ?? organizerId,
    isUnchecked: busy.some((one) => one.personId === organizerId && one.isUnknown),
    trueUntil: earliestEnd(taken, busy),
  }
}
