import type { App } from '#platform/app.ts'
import { MINUTE } from '#time/instant.ts'

import { leaseCalendarsOf } from '../store/readings.ts'
import { readCalendar } from './read-calendar.ts'

const readWithinMs = 8_000
const leaseMs = MINUTE

/** Reads a link's calendars at once, for whoever waits to see them; what takes longer is read in its turn. */
export async function readLink(app: App, linkId: string, whole = false): Promise<void> {
  const leased = await leaseCalendarsOf(app.db, linkId, app.now() + leaseMs)
  const signal = AbortSignal.timeout(readWithinMs)
  for (const { calendar, leasedUntil } of leased) {
    if (signal.aborted) return
    await readCalendar(app, calendar, { signal, leasedUntil, whole })
  }
}
