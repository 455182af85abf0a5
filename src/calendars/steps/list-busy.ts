import type { Db } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

import { darkens, isUnknown, knownUntil } from '../calendar.ts'
import { effectiveState, takesTimeAway } from '../link.ts'
import { suspendedFrom } from '../relink-window.ts'
import { type CountingCalendar, listCountingBusy } from '../store/busy-times.ts'

/** What one person's calendars say of their time. */
export type PersonBusy = {
  personId: string
  /** Taken time inside the range, by each calendar, by its owner's rules; neither merged nor in order. */
  calendars: { calendarId: string; name: string; intervals: readonly Interval[] }[]
  /** Somebody cannot say when this person is busy: a calendar that counts was not read for a day, or never. */
  isUnknown: boolean
  /** Which calendars make it so; their names are their owner's alone. */
  dark: { calendarId: string; name: string }[]
  /** When the calendar that is known least was read; null when none counts, or one never was. */
  readAt: Instant | null
  /** All this stays as it is until then by the clock alone; any other change raises the person's busy version. */
  trueUntil: Instant
}

/**
 * What the calendars of these people say of a range, out of our own mirror: no provider is asked. In the order of the
 * ids; whoever has no calendar that counts is free and known.
 */
export async function listBusy(
  db: Db,
  personIds: readonly string[],
  range: Interval,
  now: Instant,
): Promise<PersonBusy[]> {
  const counting = await listCountingBusy(db, personIds, range)
  return personIds.map((personId) =>
    busyOf(
      personId,
      counting.filter((calendar) => calendar.personId === personId),
      now,
    ),
  )
}

function busyOf(personId: string, all: readonly CountingCalendar[], now: Instant): PersonBusy {
  const counting = all.filter(({ link, windows }) => takesTimeAway(effectiveState(link, windows, now)))
  const dark = counting.filter((calendar) => darkens(calendar, now))
  const known = counting.filter((calendar) => !isUnknown(calendar, now))
  const reads = [...known, ...dark].map(({ readAt }) => readAt)
  return {
    personId,
    calendars: known.map(({ calendarId, name, intervals }) => ({ calendarId, name, intervals })),
    isUnknown: dark.length > 0,
    dark: dark.map(({ calendarId, name }) => ({ calendarId, name })),
    readAt: reads.length === 0 || reads.includes(null) ? null : Math.min(...reads.map(Number)),
    trueUntil: Math.min(Number.POSITIVE_INFINITY, ...counting.flatMap((one) => turnsOf(one, now))),
  }
}

// What is known turns unknown a day after it was read; a link turns suspended when its window is over.
function turnsOf(calendar: CountingCalendar, now: Instant): Instant[] {
  const end = suspendedFrom(calendar.windows, calendar.link)
  return [knownUntil(calendar), end ?? Number.POSITIVE_INFINITY].filter((at) => at > now)
}
