import * as accounts from '#accounts'
import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import type { Interval } from '#time/interval.ts'

import { accessMeeting } from '../access.ts'
import type { Slots } from '../contract/slots.ts'
import { refuseMoving } from '../meeting.ts'
import { readMeetingAsk } from '../steps/read-meeting-ask.ts'
import { showSlots } from '../steps/show-slots.ts'

/** The times to which whoever may move it can move a meeting, from one moment. */
export async function listMeetingSlots(
  app: App,
  caller: Caller,
  { meetingId, range }: { meetingId: string; range: Interval },
): Promise<Slots> {
  const now = app.now()
  return app.snapshot(async (db) => {
    const { meeting } = await accessMeeting(db, meetingId, caller.personId)
    const organizer = await accounts.findPerson(db, meeting.organizerId)
    refuseMoving(meeting, caller.personId, now, organizer?.name)
    const ask = await readMeetingAsk(db, meeting, now)
    return showSlots(ask, caller.personId, range)
  })
}
