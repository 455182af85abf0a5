import { DAY, type Instant, MINUTE } from './instant.ts'
import { dateOfDay, dayNumberOf, type LocalDate } from './wall-time.ts'

/** What a clock and a calendar in a zone show. `minutes` since midnight on the clock, `seconds` beyond them. */
export type Wall = { date: LocalDate; dayNumber: number; minutes: number; seconds: number }

/*
 * Zone rules come from Temporal and nowhere else. It is asked once for each stretch of about nine years in a zone; from then
 * on a conversion is a search in a short list of numbers. A stretch reaches two days beyond its ends, which is more than
 * any offset, so a wall time can be looked up as if it were UTC.
 */
type Stretch = {
  /** Where each offset begins to hold. The first stands for the start of the stretch, one more is infinite. */
  starts: Ascending
  offsets: number[]
  /** The first wall time that each offset no longer shows, as if it were UTC; the last is infinite. */
  wallEnds: Ascending
}
/** `found` remembers the last answer: questions come in order, so the next one is mostly the same. */
type Ascending = { values: number[]; found: number }
type Rules = { zone: string; stretches: Map<number, Stretch>; lastIndex: number; last: Stretch }

const stretchLength = 2 ** 38
const margin = 2 * DAY
const farthest = 8.64e15
const none: Stretch = { starts: ascending([]), offsets: [], wallEnds: ascending([]) }

const rulesByName = new Map<string, Rules>()
let lastZone = ''
let lastRules: Rules = newRules('')

/** Whether the name is an IANA time zone id, in any case. Bare offsets such as `+02:00` are not. */
export function isTimeZone(name: string): boolean {
  return findTimeZone(name) !== undefined
}

/** The IANA id as the time zone database writes it (`europe/lisbon` → `Europe/Lisbon`); older names stay what they are. */
export function findTimeZone(name: string): string | undefined {
  if (!/^[a-z]/i.test(name)) return undefined
  try {
    return new Temporal.ZonedDateTime(0n, name).timeZoneId
  } catch {
    return undefined
  }
}

/**
 * The instant of a wall time. One that does not exist moves forward by the gap, one that exists twice means the earlier
 * (RFC 5545 §3.3.5, `compatible` in Temporal). `minutes` may reach beyond 1440, into the dates after.
 * Throws a RangeError for an unknown zone.
 */
export function toInstant(zone: string, date: LocalDate, minutes: number): Instant {
  return toInstantOfDay(zone, dayNumberOf(date), minutes)
}

/** As `toInstant`, for a day number. */
export function toInstantOfDay(zone: string, dayNumber: number, minutes: number): Instant {
  const wall = dayNumber * DAY + minutes * MINUTE
  const { starts, offsets, wallEnds } = stretchAt(rulesOf(zone), wall)
  const index = firstAbove(wallEnds, wall)
  const offset = numberAt(offsets, index)
  const inGap = wall < numberAt(starts.values, index) + offset
  return wall - (inGap ? numberAt(offsets, index - 1) : offset)
}

/** The first instant of a date. Where midnight is skipped, that is the moment the clock changes. */
export function startOfDate(zone: string, date: LocalDate): Instant {
  return startOfDay(zone, dayNumberOf(date))
}

/** As `startOfDate`, for a day number. */
export function startOfDay(zone: string, dayNumber: number): Instant {
  const wall = dayNumber * DAY
  const { starts, offsets, wallEnds } = stretchAt(rulesOf(zone), wall)
  const index = firstAbove(wallEnds, wall)
  return Math.max(wall - numberAt(offsets, index), numberAt(starts.values, index))
}

/** What clock and calendar show in the zone at the instant. */
export function wallOf(zone: string, at: Instant): Wall {
  const wall = at + offsetAt(zone, at)
  const dayNumber = Math.floor(wall / DAY)
  const inDay = wall - dayNumber * DAY
  const minutes = Math.floor(inDay / MINUTE)
  return {
    date: dateOfDay(dayNumber),
    dayNumber,
    minutes,
    seconds: Math.floor((inDay - minutes * MINUTE) / 1000),
  }
}

/** The day number of the date that the zone's calendar shows at the instant. */
export function dayNumberAt(zone: string, at: Instant): number {
  return Math.floor((at + offsetAt(zone, at)) / DAY)
}

/** The date that the zone's calendar shows at the instant. */
export function dateAt(zone: string, at: Instant): LocalDate {
  return dateOfDay(dayNumberAt(zone, at))
}

/** Milliseconds that clocks in the zone are ahead of UTC at the instant. */
export function offsetAt(zone: string, at: Instant): number {
  const { starts, offsets } = stretchAt(rulesOf(zone), at)
  return numberAt(offsets, firstAbove(starts, at) - 1)
}

/** The next instant after this one at which the zone's offset changes; undefined when none is known. */
export function nextTransition(zone: string, at: Instant): Instant | undefined {
  const { starts } = stretchAt(rulesOf(zone), at)
  const next = numberAt(starts.values, firstAbove(starts, at))
  return Number.isFinite(next) ? next : transitionAfter(zone, at)
}

/** Whether the zone's clocks show the wall time of this instant twice, because they are set back. */
export function isRepeated(zone: string, at: Instant): boolean {
  const offset = offsetAt(zone, at)
  return [offsetAt(zone, at - DAY), offsetAt(zone, at + DAY)].some(
    (other) => other !== offset && offsetAt(zone, at + offset - other) === other,
  )
}

function rulesOf(zone: string): Rules {
  if (zone === lastZone) return lastRules
  lastRules = rulesByName.get(zone) ?? rulesOfNew(zone)
  lastZone = zone
  return lastRules
}

/** Kept under the database's own spelling only, so that names in odd case cannot fill the memory. */
function rulesOfNew(name: string): Rules {
  const zone = findTimeZone(name)
  if (zone === undefined) throw new RangeError(`${JSON.stringify(name)} is not a time zone.`)
  const rules = rulesByName.get(zone) ?? newRules(zone)
  rulesByName.set(zone, rules)
  return rules
}

function newRules(zone: string): Rules {
  return { zone, stretches: new Map(), lastIndex: Number.NaN, last: none }
}

function stretchAt(rules: Rules, at: number): Stretch {
  const index = Math.floor(at / stretchLength)
  if (index === rules.lastIndex) return rules.last
  const stretch = rules.stretches.get(index) ?? readStretch(rules.zone, index)
  rules.stretches.set(index, stretch)
  rules.lastIndex = index
  rules.last = stretch
  return stretch
}

function readStretch(zone: string, index: number): Stretch {
  const from = Math.max(index * stretchLength - margin, -farthest)
  const until = Math.min((index + 1) * stretchLength + margin, farthest)
  const starts = [from]
  for (let at = transitionAfter(zone, from); at !== undefined && at < until; at = transitionAfter(zone, at))
    starts.push(at)
  const offsets = starts.map((start) => zoned(zone, start).offsetNanoseconds / 1e6)
  starts.push(Number.POSITIVE_INFINITY)
  const wallEnds = offsets.map((offset, position) => numberAt(starts, position + 1) + offset)
  return { starts: ascending(starts), offsets, wallEnds: ascending(wallEnds) }
}

function transitionAfter(zone: string, at: Instant): Instant | undefined {
  return zoned(zone, at).getTimeZoneTransition('next')?.epochMilliseconds
}

function zoned(zone: string, at: Instant): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
}

function ascending(values: number[]): Ascending {
  return { values, found: 0 }
}

/** The index of the first value above the given one; there always is one, the last is infinite. */
function firstAbove(list: Ascending, value: number): number {
  const { values, found } = list
  if (value < numberAt(values, found) && (found === 0 || numberAt(values, found - 1) <= value)) return found
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (numberAt(values, middle) > value) high = middle
    else low = middle + 1
  }
  list.found = low
  return low
}

function numberAt(values: readonly number[], index: number): number {
  return values[index] ?? Number.NaN
}
