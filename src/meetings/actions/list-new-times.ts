import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import type { Interval } from '#time/interval.ts'

import { accessMeeting } from '../access.ts'
import type { Slots } from '../contract/slots.ts'
import { readTimesAsk } from '../steps/read-times-ask.ts'
import { showSlots } from '../steps/show-slots.ts'

/** Which of the new times are free, for everybody in the room, from one moment. */
export async function listNewTimes(
  app: App,
  caller: Caller,
  { meetingId, range }: { meetingId: string; range: Interval },
): Promise<Slots> {
  return app.snapshot(async (db) => {
    const { meeting } = await accessMeeting(db, meetingId, caller.personId)
    return showSlots(await readTimesAsk(db, meeting, app.now()), caller.personId, range)
  })
}
