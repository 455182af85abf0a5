import { DAY, type Instant, MINUTE } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'
import { addDays, type LocalDate, minutesOf, weekdayOf } from '#time/wall-time.ts'
import { dateAt, nextTransition, offsetAt, startOfDate, toInstant } from '#time/zone.ts'

import { spanOf } from './day-windows.ts'
import { withinLimits } from './limits.ts'
import { horizonOf, type Schedule, type Weekday, weekdays, type Window } from './schedule.ts'
import { listSlots } from './slots.ts'

/** Something that stands in one's own time. What one organizes counts where a schedule takes only so many. */
export type Standing = {
  kind: 'calendar' | 'meeting'
  /** The meeting or the calendar. */
  name: string
  /** What stands in a calendar, if that is known. */
  title: string | null
  /** Which calendar, by a number; meetings here are 0. */
  tone: number
  interval: Interval
  isOrganized: boolean
}

/** What is offered on one date of somebody's calendar: each stretch from its first start to the end of its last meeting. */
export type OfferedDay = { date: LocalDate; offered: Interval[] }

/** The next time clocks change in a zone, and what becomes of hours that are kept there for somebody elsewhere. */
export type ClockChange = {
  /** The first date on which the new time holds all day or from its change on. */
  date: LocalDate
  /** By how much clocks are set forward; back is negative. */
  byMinutes: number
  /** A day's hours in the week before and the week after, as instants. */
  before: Interval
  after: Interval
}

const shownMinutes = 30

/**
 * What a schedule offers in a week, told by the dates of another zone. Computed as it is for bookings, for meetings of half an
 * hour.
 */
export function offeredElsewhere(
  schedule: Schedule,
  standings: readonly Standing[],
  { timeZone, firstDate, days, now }: { timeZone: string; firstDate: LocalDate; days: number; now: Instant },
): OfferedDay[] {
  const dates = Array.from({ length: days }, (_, index) => addDays(firstDate, index))
  const range: Interval = [startOfDate(timeZone, firstDate), startOfDate(timeZone, addDays(firstDate, days))]
  const starts = listStarts(schedule, standings, range, now)
  return dates.map((date) => ({
    date,
    // What goes on past midnight stands on both dates, cut between them.
    offered: cutAt(
      startOfDate(timeZone, addDays(date, 1)),
      starts.filter((at) => dateAt(timeZone, at) === date),
    ),
  }))
}

/** The next change of clocks after an instant, shown on the first day with hours; null where clocks never change. */
export function findClockChange(schedule: Schedule, now: Instant): ClockChange | null {
  const { timeZone } = schedule
  const at = nextOffsetChange(timeZone, now)
  const day = weekdays.find((each) => (schedule.weekly[each] ?? []).length > 0)
  const window = day && schedule.weekly[day]?.[0]
  if (at === undefined || !day || !window) return null
  const date = dateAt(timeZone, at)
  const after = dateOnOrAfter(addDays(date, 1), day)
  // The last such weekday before the change: a week earlier, or two where the change is on it.
  const before = addDays(after, addDays(after, -7) < date ? -7 : -14)
  return {
    date,
    byMinutes: (offsetAt(timeZone, at) - offsetAt(timeZone, at - 1)) / MINUTE,
    before: resolve(timeZone, before, window),
    after: resolve(timeZone, after, window),
  }
}

function listStarts(
  schedule: Schedule,
  standings: readonly Standing[],
  range: Interval,
  now: Instant,
): Instant[] {
  const { fromDate, untilDate } = horizonOf(dateAt(schedule.timeZone, now), schedule)
  const offered: Interval = [
    Math.max(range[0], startOfDate(schedule.timeZone, fromDate)),
    Math.min(range[1], startOfDate(schedule.timeZone, addDays(untilDate, 1))),
  ]
  if (offered[0] >= offered[1]) return []
  const starts = listSlots({
    schedule,
    busy: standings.map(({ interval }) => interval),
    durationMinutes: shownMinutes,
    incrementMinutes: schedule.incrementMinutes,
    noticeMinutes: schedule.minimumNoticeMinutes,
    bufferBeforeMinutes: schedule.bufferBeforeMinutes,
    bufferAfterMinutes: schedule.bufferAfterMinutes,
    now,
    range: offered,
  })
  const organized = standings.filter((one) => one.isOrganized).map(({ interval }) => interval[0])
  return withinLimits(schedule, organized, starts)
}

function cutAt(midnight: Instant, starts: readonly Instant[]): Interval[] {
  return joined(starts).map(([from, to]): Interval => [from, Math.min(to, midnight)])
}

function joined(starts: readonly Instant[]): Interval[] {
  const stretches: [Instant, Instant][] = []
  for (const at of starts) {
    const last = stretches.at(-1)
    if (last && at <= last[1]) last[1] = at + shownMinutes * MINUTE
    else stretches.push([at, at + shownMinutes * MINUTE])
  }
  return stretches
}

// Zones also change their names and rules without a clock being touched.
function nextOffsetChange(zone: string, now: Instant): Instant | undefined {
  let at = nextTransition(zone, now)
  while (at !== undefined && offsetAt(zone, at) === offsetAt(zone, at - 1)) at = nextTransition(zone, at)
  return at !== undefined && at - now < 400 * DAY ? at : undefined
}

function dateOnOrAfter(date: LocalDate, day: Weekday): LocalDate {
  return addDays(date, (Number(day) - weekdayOf(date) + 7) % 7)
}

function resolve(zone: string, date: LocalDate, window: Window): Interval {
  const { to } = spanOf(window)
  return [toInstant(zone, date, minutesOf(window[0])), toInstant(zone, date, to)]
}
