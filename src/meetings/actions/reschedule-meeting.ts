import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { maySteer, reschedule } from '../meeting.ts'
import { type Move, moveMeeting } from '../steps/move-meeting.ts'
import { readMeetingAsk } from '../steps/read-meeting-ask.ts'

/** Moves a meeting to another of the offered times. For organizer and booker, until its end; see `moveMeeting`. */
export async function rescheduleMeeting(app: App, caller: Caller, input: Move): Promise<void> {
  await moveMeeting(app, caller, input, {
    mayMove: (meeting) => maySteer(meeting, caller.personId),
    readAsk: readMeetingAsk,
    move: async (_, meeting, cause) => reschedule(meeting, input.startsAt, cause),
  })
}
