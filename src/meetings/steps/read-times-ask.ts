import * as availability from '#availability'
import type { Db } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { Meeting } from '../meeting.ts'
import { questionOfTimes, refuseClosed } from '../new-times.ts'
import type { Ask } from '../slots.ts'
import { findNewTimes } from '../store/new-times.ts'
import { readAskWithin } from './read-meeting-ask.ts'

/** Gathers which of the new times a meeting can be moved to; its own time is free. Throws where none are offered. */
export async function readTimesAsk(db: Db, meeting: Meeting, now: Instant): Promise<Ask> {
  const times = refuseClosed(meeting, await findNewTimes(db, meeting.id), now)
  const schedule = await availability.scheduleOf(db, meeting.organizerId)
  const question = questionOfTimes(times, meeting, schedule, now)
  return readAskWithin(db, meeting, { question, now })
}
