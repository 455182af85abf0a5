import * as availability from '#availability'
import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { lockCalendar } from '../access.ts'
import { saveIgnored } from '../store/calendars.ts'
import { tellChanged } from '../steps/tell-changed.ts'

/** Keeps whether one goes without a calendar while it cannot be read. Once it can, it counts again by itself. */
export async function ignoreCalendar(
  app: App,
  caller: Caller,
  calendarId: string,
  ignored: boolean,
): Promise<void> {
  await app.transaction(async (tx) => {
    await availability.lockBusy(tx, [caller.personId])
    await lockCalendar(tx.db, calendarId, caller.personId)
    await saveIgnored(tx.db, calendarId, ignored)
    await tellChanged(tx, caller.personId)
  })
}
