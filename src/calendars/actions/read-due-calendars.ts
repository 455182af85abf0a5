import type { App } from '#platform/app.ts'
import { MINUTE } from '#time/instant.ts'

import { leaseDueCalendars, type LeasedCalendar } from '../store/readings.ts'
import { readCalendar } from '../steps/read-calendar.ts'

// Longer than a reading may take; after it the calendar is due again, should this process have died.
const leaseMs = 2 * MINUTE
const readWithinMs = 60_000
const mostAtOnce = 16
const underWay = new WeakMap<App, { count: number }>()

/** Reads every calendar that is due, so many at a time; those of one account one after the other. */
export async function readDueCalendars(app: App): Promise<void> {
  const busy = underWay.get(app) ?? { count: 0 }
  underWay.set(app, busy)
  while (busy.count < mostAtOnce) {
    const now = app.now()
    const limit = mostAtOnce - busy.count
    const leased = await leaseDueCalendars(app.db, { now, leasedUntil: now + leaseMs, limit })
    if (leased.length === 0) return
    busy.count += leased.length
    await Promise.all([...groupByLink(leased)].map((group) => readGroup(app, group, busy)))
  }
}

async function readGroup(app: App, group: LeasedCalendar[], busy: { count: number }): Promise<void> {
  for (const { calendar, leasedUntil } of group) {
    try {
      await readCalendar(app, calendar, { signal: AbortSignal.timeout(readWithinMs), leasedUntil })
    } catch (error) {
      // Not what providers do, but our own fault: the others go on, and the lease brings this one back.
      app.log.error({ err: error, calendarId: calendar.id }, 'a calendar could not be read')
    } finally {
      busy.count -= 1
    }
  }
}

function groupByLink(leased: readonly LeasedCalendar[]): Iterable<LeasedCalendar[]> {
  return Map.groupBy(leased, ({ calendar }) => calendar.linkId).values()
}
