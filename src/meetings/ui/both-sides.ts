import { sayDuration } from '#time/display.ts'
import { DAY, type Instant, MINUTE } from '#time/instant.ts'
import { zoneCity } from '#time/time-zones.ts'
import type { LocalDate } from '#time/wall-time.ts'
import { dateAt, nextTransition, offsetAt } from '#time/zone.ts'

/** How far apart the two clocks are, in minutes; positive where `there` is ahead. */
export function apartMinutes(here: string, there: string, at: Instant): number {
  return Math.round((offsetAt(there, at) - offsetAt(here, at)) / MINUTE)
}

/** One zone's clocks are set. */
export type ClockChange = { timeZone: string; date: LocalDate; goes: 'back' | 'forward' }

/** Why two people are further apart at a meeting, or closer, than they are now. */
export type Shift = {
  /** The last change of each clock before the meeting, in order. */
  changes: readonly ClockChange[]
  /** The change after the meeting with which they are as far apart again as now, where one follows soon. */
  until: ClockChange | null
  beforeMinutes: number
  afterMinutes: number
}

const soonMs = 60 * DAY

/** What of two clocks changes between now and a meeting; undefined when they are then as far apart as now. */
export function findShift(here: string, there: string, now: Instant, at: Instant): Shift | undefined {
  const beforeMinutes = apartMinutes(here, there, now)
  const afterMinutes = apartMinutes(here, there, at)
  if (beforeMinutes === afterMinutes) return undefined
  const zones = [here, there]
  const changes = zones
    .flatMap((timeZone) => lastChange(timeZone, now, at))
    .toSorted((one, other) => one.at - other.at)
  const until = zones
    .flatMap((timeZone) => nextChange(timeZone, at))
    .toSorted((one, other) => one.at - other.at)
    .find((one) => apartMinutes(here, there, one.at) === beforeMinutes)
  return {
    changes: changes.map(changeOf),
    until: until && until.at - at < soonMs ? changeOf(until) : null,
    beforeMinutes,
    afterMinutes,
  }
}

/**
 * `Lisbon’s clocks go back on 25 October; New York’s on 1 November: until then the difference is 4 hours, not 5.`
 * `sayDate` says a date as its reader does.
 */
export function sayShift(shift: Shift, sayDate: (date: LocalDate) => string): string {
  const told = [...shift.changes, ...(shift.until ? [shift.until] : [])]
  const changes = told.map((one, index) => {
    const whose = `${zoneCity(one.timeZone)}’s`
    if (index === 0) return `${whose} clocks go ${one.goes} on ${sayDate(one.date)}`
    const goes = one.goes === told[0]?.goes ? '' : ` go ${one.goes}`
    return `${whose}${goes} on ${sayDate(one.date)}`
  })
  const when = shift.until ? 'until then' : 'from then on'
  return `${changes.join('; ')}: ${when} the difference is ${sayDifference(shift)}.`
}

function sayDifference({ beforeMinutes, afterMinutes }: Shift): string {
  const [before, after] = [Math.abs(beforeMinutes), Math.abs(afterMinutes)]
  const isWhole = before % 60 === 0 && after % 60 === 0
  if (!isWhole) return `${sayDuration(after)}, not ${sayDuration(before)}`
  return `${after / 60} ${after === 60 ? 'hour' : 'hours'}, not ${before / 60}`
}

type At = { timeZone: string; at: Instant }

function changeOf({ timeZone, at }: At): ClockChange {
  const goes = offsetAt(timeZone, at) < offsetAt(timeZone, at - 1) ? 'back' : 'forward'
  return { timeZone, date: dateAt(timeZone, at), goes }
}

function nextChange(timeZone: string, after: Instant): At[] {
  const at = nextTransition(timeZone, after)
  return at === undefined ? [] : [{ timeZone, at }]
}

function lastChange(timeZone: string, now: Instant, at: Instant): At[] {
  let last: Instant | undefined
  let next = nextTransition(timeZone, now)
  while (next !== undefined && next <= at) {
    last = next
    next = nextTransition(timeZone, next)
  }
  return last === undefined ? [] : [{ timeZone, at: last }]
}
