import * as availability from '#availability'
import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { conflict } from '#platform/refusal.ts'

import { lockCalendar } from '../access.ts'
import { mayReceive } from '../calendar.ts'
import { catchUpCopies } from '../steps/catch-up-copies.ts'
import { clearReceiving, saveCalendarWishes } from '../store/calendars.ts'
import { wakeCalendars } from '../store/readings.ts'
import { tellChanged } from '../steps/tell-changed.ts'

/**
 * Keeps whether a calendar counts as busy and receives meetings. One that receives takes that from the one before, and
 * what was waiting for a calendar is written. Refuses (409) cannot_receive.
 */
export async function saveCalendar(
  app: App,
  caller: Caller,
  calendarId: string,
  wishes: { countsAsBusy: boolean; receives: boolean },
): Promise<void> {
  const { personId } = caller
  await app.transaction(async (tx) => {
    await availability.lockBusy(tx, [personId])
    const { calendar, link } = await lockCalendar(tx.db, calendarId, personId)
    if (wishes.receives && !mayReceive(calendar, link.provider)) {
      throw conflict('cannot_receive', 'Meetings cannot be written into this calendar. Choose another one.')
    }
    if (wishes.receives && !calendar.receives) await clearReceiving(tx.db, personId)
    await saveCalendarWishes(tx.db, calendarId, wishes)
    if (wishes.receives && !calendar.receives) await catchUpCopies(tx, personId)
    await wakeCalendars(tx.db, link.id, tx.now)
    await tx.enqueue({ name: 'calendars.reads-due', data: {} })
    await tellChanged(tx, personId)
  })
}
