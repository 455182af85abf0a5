import * as notifications from '#notifications'
import type { Tx } from '#platform/app.ts'

import { idsOf, type Meeting } from '../meeting.ts'
import { listStale, planReminders, reminderKey } from '../reminder.ts'
import { listLeads, saveReminders, takeReminders } from '../store/reminders.ts'

/**
 * Brings the reminders of a meeting to what it is now, in the caller's change, and takes back what was told of another time; of
 * one that `isNew` there is nothing. The meeting is locked by whoever calls.
 */
export async function keepReminders(tx: Tx, meeting: Meeting, { isNew = false } = {}): Promise<void> {
  const kept = isNew ? [] : await takeReminders(tx.db, meeting.id)
  await saveReminders(tx.db, planReminders(meeting, kept, await listLeads(tx.db, idsOf(meeting)), tx.now))
  for (const { personId, leadMinutes } of listStale(meeting, kept))
    await notifications.takeBackFrom(tx, personId, reminderKey(meeting.id, leadMinutes))
}
