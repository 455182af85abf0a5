import { DAY, type Instant } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

import { type Clock, fixedClock, parseOffset, parseTime } from './calendar-time.ts'
import type { Component } from './content-lines.ts'
import { parseRule } from './recurrence-rule.ts'
import { type Effort, occurrencesOf, type WallMs } from './recurrence.ts'

type Change = { at: Instant; offset: number }

const twoYears = 731 * DAY
const mostObservances = 100

/**
 * The clock of a VTIMEZONE (RFC 5545 §3.6.5), good for times in the window and two years around it; undefined when it says
 * nothing that can be used. Rules too dense for the effort are left out.
 */
export function customClock(zone: Component, window: Interval, effort: Effort): Clock | undefined {
  const observances = zone.components.slice(0, mostObservances)
  const changes = observances.flatMap((observance) => changesOf(observance, window, effort))
  changes.sort((one, other) => one.at - other.at)
  const [first] = changes
  if (!first) return undefined
  const before = firstOffset(observances) ?? first.offset
  return changes.length === 1 && before === first.offset ? fixedClock(before) : clockOf(before, changes)
}

function changesOf(observance: Component, [from, until]: Interval, effort: Effort): Change[] {
  const value = (name: string) => observance.properties.find((one) => one.name === name)?.value
  const start = parseTime(value('DTSTART') ?? '')
  const [offsetFrom, offset] = [
    parseOffset(value('TZOFFSETFROM') ?? ''),
    parseOffset(value('TZOFFSETTO') ?? ''),
  ]
  if (!start || offset === undefined) return []
  const dates = observance.properties
    .filter((one) => one.name === 'RDATE')
    .flatMap((one) => one.value.split(',').slice(0, 1000))
    .flatMap((text) => parseTime(text) ?? [])
    .map((time) => time.wall)
  const repeated = repetitions(value('RRULE'), start.wall, [from, until], effort)
  return [start.wall, ...dates, ...repeated].map((wall) => ({ at: wall - (offsetFrom ?? offset), offset }))
}

/** Those near the window, and the last ones before a rule that ended earlier. */
function repetitions(
  text: string | undefined,
  start: WallMs,
  [from, until]: Interval,
  effort: Effort,
): WallMs[] {
  const rule = text === undefined ? undefined : parseRule(text)
  if (!rule) return []
  const end = rule.until?.at ?? Number.POSITIVE_INFINITY
  const span = {
    from: Math.min(from, end) - twoYears,
    until: Math.min(until + twoYears, end + DAY),
    isAllDay: false,
  }
  const found = occurrencesOf(rule, start, span, effort)
  return found === 'too-dense' ? [] : found.filter((wall) => wall <= end + DAY)
}

/** What held before the first change of all. */
function firstOffset(observances: readonly Component[]): number | undefined {
  const starts = observances.flatMap(({ properties }) => {
    const value = (name: string) => properties.find((one) => one.name === name)?.value ?? ''
    const start = parseTime(value('DTSTART'))
    const offset = parseOffset(value('TZOFFSETFROM')) ?? parseOffset(value('TZOFFSETTO'))
    return start && offset !== undefined ? [{ at: start.wall, offset }] : []
  })
  return starts.sort((one, other) => one.at - other.at)[0]?.offset
}

function clockOf(before: number, changes: readonly Change[]): Clock {
  const offsetAt = (at: Instant) => changes.findLast((change) => change.at <= at)?.offset ?? before
  const toInstant = (wall: WallMs) => {
    // The offset before a change shows the wall time, the one after it, both, or in a gap neither.
    const earlier = offsetAt(wall - offsetAt(wall - DAY))
    const candidates = [...new Set([offsetAt(wall - DAY), earlier, offsetAt(wall + DAY)])]
    const shown = candidates
      .filter((offset) => offsetAt(wall - offset) === offset)
      .map((offset) => wall - offset)
    return shown.length > 0 ? Math.min(...shown) : wall - offsetAt(wall - DAY)
  }
  return {
    toInstant,
    toWall: (at) => at + offsetAt(at),
    startOfDay(wall) {
      const at = toInstant(wall)
      // Where midnight is skipped the day begins with the change.
      const change = changes.find((one) => one.at > at - DAY && one.at <= at)
      return change && at + offsetAt(at) > wall ? change.at : at
    },
  }
}
