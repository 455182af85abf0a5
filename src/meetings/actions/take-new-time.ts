import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { mayTakeUp, refuseTakingUp, takeUp } from '../new-times.ts'
import { type Move, moveMeeting } from '../steps/move-meeting.ts'
import { readTimesAsk } from '../steps/read-times-ask.ts'
import { findNewTimes } from '../store/new-times.ts'

/** Moves a meeting to one of the new times its organizer offered. For the other side, before the start; see `moveMeeting`. */
export async function takeNewTime(app: App, caller: Caller, input: Move): Promise<void> {
  const { personId } = caller
  await moveMeeting(app, caller, input, {
    mayMove: (meeting) => mayTakeUp(meeting, personId),
    readAsk: readTimesAsk,
    async move(db, meeting, cause) {
      refuseTakingUp(meeting, await findNewTimes(db, meeting.id), personId, cause.now)
      return takeUp(meeting, input.startsAt, cause)
    },
  })
}
