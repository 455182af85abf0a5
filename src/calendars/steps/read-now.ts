import * as availability from '#availability'
import type { App } from '#platform/app.ts'
import { DAY, type Instant } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

import { type Calendar, isUnknown } from '../calendar.ts'
import { effectiveState, takesTimeAway } from '../link.ts'
import { takingTime } from '../marks.ts'
import { ProviderTrouble } from '../port.ts'
import {
  type BusyTime,
  busyTimeOf,
  fingerprintOf,
  listBusyTimesIn,
  replaceBusyTimesIn,
} from '../store/busy-times.ts'
import { listCalendarsOf } from '../store/calendars.ts'
import { noteLiveReading } from '../store/readings.ts'
import { readMarks } from '../store/copies.ts'
import { listLinks } from '../store/links.ts'
import { listWindows } from '../store/relink-windows.ts'
import { withAccess } from './with-access.ts'

/** How a person's calendars are known at the moment of a booking. */
export type Freshness = {
  /** `live`: all that count were read just now. `copy`: at least one was not, but less than a day ago. `unknown`: longer ago or never. */
  state: 'live' | 'copy' | 'unknown'
  /** When the one known least was read whole; null for `live`, or when it never was. */
  readAt: Instant | null
}

/** How long a booking waits for the calendars that count, in milliseconds (docs/decisions/0003-booking.md). */
const readWithinMs = 3_000
// More than any pause around a meeting.
const beside = DAY

/**
 * Reads the calendars by which this person's time is judged around an interval, now, and brings the mirror there to what
 * was found. Answers within three seconds and never throws for what providers do. Ask before a transaction, never in one.
 */
export async function readNow(app: App, personId: string, [from, until]: Interval): Promise<Freshness> {
  const now = app.now()
  const counting = await listCounting(app, personId, now)
  const interval: Interval = [from - beside, until + beside]
  const signal = AbortSignal.timeout(readWithinMs)
  const read = await Promise.all(
    counting.map((calendar) => inTime(readOne(app, calendar, { interval, signal }))),
  )
  const copies = counting.filter((_, index) => !read[index])
  const [oldest] = copies.toSorted((one, other) => (one.readAt ?? 0) - (other.readAt ?? 0))
  if (!oldest) return { state: 'live', readAt: null }
  return { state: isUnknown(oldest, now) ? 'unknown' : 'copy', readAt: oldest.readAt }
}

// One that its owner goes without while it cannot be read counts as long as it can.
async function listCounting(app: App, personId: string, now: Instant): Promise<Calendar[]> {
  const links = await listLinks(app.db, personId)
  if (links.length === 0) return []
  const windows = await listWindows(app.db)
  const taking = links.filter((link) => takesTimeAway(effectiveState(link, windows, now)))
  const calendars = await listCalendarsOf(
    app.db,
    taking.map(({ id }) => id),
  )
  return calendars.filter(
    (calendar) => calendar.countsAsBusy && !(calendar.ignored && isUnknown(calendar, now)),
  )
}

async function readOne(
  app: App,
  calendar: Calendar,
  { interval, signal }: { interval: Interval; signal: AbortSignal },
): Promise<boolean> {
  const { id: calendarId, linkId, personId } = calendar
  try {
    const began = app.now()
    const marks = await readMarks(app.db, { calendarId, personId, since: interval[0] })
    const events = await withAccess(app, linkId, { signal }, (access, provider) =>
      provider.readEvents(access, calendar, interval, signal),
    )
    await keep(app, calendar, { began, interval, times: takingTime(events, marks).map(busyTimeOf) })
    return true
  } catch (error) {
    // How it failed is noted with the link; what is known of the calendar decides.
    if (error instanceof ProviderTrouble) return false
    throw error
  }
}

async function keep(
  app: App,
  { id, personId }: Calendar,
  { began, interval, times }: { began: Instant; interval: Interval; times: BusyTime[] },
): Promise<void> {
  const before = await listBusyTimesIn(app.db, id, interval)
  const isSame = fingerprintOf(before) === fingerprintOf(times)
  await app.transaction(async (tx) => {
    if (!isSame) await availability.lockBusy(tx, [personId])
    // A reading that began earlier and ends later must not bring back what was.
    if (!(await noteLiveReading(tx.db, id, began)) || isSame) return
    await replaceBusyTimesIn(tx.db, id, interval, times)
    await tx.enqueue({ name: 'calendars.busy-changed', data: { personId } })
  })
}

// An adapter may be slow to hear that nobody waits any more.
async function inTime(reading: Promise<boolean>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), readWithinMs)
  })
  try {
    return await Promise.race([reading, late])
  } finally {
    clearTimeout(timer)
  }
}
