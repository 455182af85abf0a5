import * as availability from '#availability'
import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { countWrite } from '#platform/rate-limits.ts'
import { MINUTE } from '#time/instant.ts'

import { lockMeetingFor } from '../access.ts'
import { acceptHours, invitesAnHour, type OfferedHours } from '../invite.ts'
import { isSameTimes, type NewTimes, openTimes, refuseOffering } from '../new-times.ts'
import { findNewTimes, saveNewTimes } from '../store/new-times.ts'
import { findRepeat } from '../steps/find-repeat.ts'
import { tellOfTimes } from '../steps/tell-of-times.ts'

export type TimesToOffer = { meetingId: string; hours: OfferedHours; reason: string; requestId: string }

/**
 * Offers new times for a meeting that stands, in place of those offered before. The organizer's, until the start; the old
 * time stands until somebody takes a new one up. The same request id is the same wish.
 */
export async function offerNewTimes(app: App, caller: Caller, input: TimesToOffer): Promise<void> {
  const { meetingId, hours, reason, requestId } = input
  await app.transaction(async (tx) => {
    await countWrite(tx, `invite|${caller.personId}`, invitesAnHour)
    const { meeting } = await lockMeetingFor(tx.db, meetingId, caller.personId)
    const cause = { actorId: caller.personId, reason, requestId, now: tx.now }
    if (await findRepeat(tx.db, meetingId, cause, { kind: 'new_times', reason })) return
    refuseOffering(meeting, caller.personId, tx.now)
    const before = await findNewTimes(tx.db, meetingId)
    if (before && openTimes(before, meeting, tx.now) && isSameTimes(before, hours, reason)) return
    const schedule = await availability.scheduleOf(tx.db, meeting.organizerId)
    const durationMinutes = (meeting.endsAt - meeting.startsAt) / MINUTE
    const endsAt = acceptHours({ ...hours, durationMinutes }, schedule, tx.now)
    const version = (before?.version ?? 0) + 1
    const times: NewTimes = { meetingId, hours, endsAt, reason, version, offeredAt: tx.now }
    await saveNewTimes(tx.db, times)
    await tellOfTimes(tx, meeting, cause, 'new_times')
  })
}
