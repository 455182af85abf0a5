import * as availability from '#availability'
import * as meetings from '#meetings'
import type { Db } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'
import { addDays } from '#time/wall-time.ts'
import { dateAt, startOfDate } from '#time/zone.ts'

import type { Offering } from '../offering.ts'

/**
 * Gathers what decides which times of an offering can be booked, by this person or by whoever comes: the hours it is offered
 * in, without what stands in its offerer's time, and theirs. In a change, call it under the lock of both.
 */
export async function readOfferingAsk(
  db: Db,
  { personId: organizerId, scheduleId, minimumNoticeMinutes: noticeMinutes }: Offering,
  { bookerId, durationMinutes }: { bookerId: string | null; durationMinutes: number },
  now: Instant,
): Promise<meetings.Ask> {
  const schedule = await availability.scheduleOf(db, organizerId, scheduleId)
  const question = meetings.questionOfSchedule(schedule, { durationMinutes, noticeMinutes }, now)
  const bookerIds = bookerId === null ? [] : [bookerId]
  const ask = await meetings.readAsk(db, { question, organizerId, bookerIds }, now)
  return { ...ask, trueUntil: Math.min(ask.trueUntil ?? Number.POSITIVE_INFINITY, endOfToday(schedule, now)) }
}

// How far ahead times are offered moves on with the date.
function endOfToday({ timeZone }: { timeZone: string }, now: Instant): Instant {
  return startOfDate(timeZone, addDays(dateAt(timeZone, now), 1))
}
