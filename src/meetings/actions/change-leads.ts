import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { keepReminders } from '../steps/keep-reminders.ts'
import { listMeetingIdsOf, saveLeads } from '../store/reminders.ts'
import { takeMeeting } from '../store/meetings.ts'

/** Chooses how long before meetings the caller is reminded; holds for those agreed already, too. */
export async function changeLeads(
  app: App,
  { personId }: Caller,
  leadMinutes: readonly number[],
): Promise<void> {
  await app.transaction(async (tx) => {
    await saveLeads(
      tx.db,
      personId,
      leadMinutes.toSorted((one, other) => other - one),
    )
    for (const meetingId of await listMeetingIdsOf(tx.db, personId, tx.now)) {
      const meeting = await takeMeeting(tx.db, meetingId)
      if (meeting) await keepReminders(tx, meeting)
    }
  })
}
