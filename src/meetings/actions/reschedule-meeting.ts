import * as accounts from '#accounts'
import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { mayMove, reschedule } from '../meeting.ts'
import { type Move, moveMeeting } from '../steps/move-meeting.ts'
import { readMeetingAsk } from '../steps/read-meeting-ask.ts'

/**
 * Moves a meeting to another of the offered times. For organizer and booker, the organizer alone where they say yes to each time,
 * until its end; see `moveMeeting`.
 */
export async function rescheduleMeeting(app: App, caller: Caller, input: Move): Promise<void> {
  await moveMeeting(app, caller, input, {
    mayMove: (meeting) => mayMove(meeting, caller.personId),
    readAsk: readMeetingAsk,
    async move(db, meeting, cause) {
      const organizer = await accounts.findPerson(db, meeting.organizerId)
      return reschedule(meeting, input.startsAt, cause, organizer?.name)
    },
  })
}
