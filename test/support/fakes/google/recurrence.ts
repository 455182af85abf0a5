import { RRuleTemporal } from 'rrule-temporal'

import { GoogleError } from './errors.ts'
import { isZone, wallOf, type When, whenAtWall } from './when.ts'

type Line = { name: string; zone: string | undefined; value: string }

const names = ['RRULE', 'RDATE', 'EXDATE']
const day = 86_400_000

/** Refuses lines that are no recurrence: DTSTART and DTEND do not belong here (400). */
export function checkRecurrence(lines: readonly string[], start: When): void {
  const read = lines.map(readLine)
  if (read.some(({ name }) => !names.includes(name)) || !read.some(({ name }) => name !== 'EXDATE'))
    throw invalidRule()
  try {
    originalStarts(lines, start, wallOf(start) + 400 * day)
  } catch {
    throw invalidRule()
  }
}

/**
 * The starts of a recurrence up to a wall time (as if UTC, ms), in order: counted in wall time, so that 10:00 stays 10:00
 * when the clocks change (RFC 5545 §3.3.10). A time that is skipped comes when the clock has moved on.
 */
export function originalStarts(lines: readonly string[], start: When, untilWall: number): When[] {
  const walls = new Set<number>()
  const without = new Set<number>()
  for (const line of lines.map(readLine)) {
    if (line.name === 'RRULE') for (const wall of wallsOfRule(line, start, untilWall)) walls.add(wall)
    else for (const wall of wallsOfDates(line, start)) (line.name === 'RDATE' ? walls : without).add(wall)
  }
  if (!lines.some((line) => line.startsWith('RRULE'))) walls.add(wallOf(start))
  return [...walls]
    .filter((wall) => !without.has(wall) && wall <= untilWall)
    .sort((one, other) => one - other)
    .map((wall) => whenAtWall(wall, start))
}

/** `_20261027T100000Z` or `_20261027`: what an instance's id ends in. */
export function instanceSuffix(original: When): string {
  if ('date' in original) return `_${original.date.replaceAll('-', '')}`
  return `_${new Date(original.at).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`
}

function wallsOfRule({ value }: Line, start: When, untilWall: number): number[] {
  const first = wallOf(start)
  if (untilWall < first) return []
  const rule = new RRuleTemporal({
    rruleString: `RRULE:${inWallTime(value, start)}`,
    dtstart: Temporal.Instant.fromEpochMilliseconds(first).toZonedDateTimeISO('UTC'),
  })
  return rule
    .between(new Date(first), new Date(untilWall), true)
    .map((occurrence) => occurrence.epochMilliseconds)
}

/** The same rule with its UNTIL as the wall shows it, since the rule is counted there. */
function inWallTime(rule: string, start: When): string {
  return rule.replace(/UNTIL=([^;]+)/, (_, until: string) => {
    const end = until.length === 8 ? `${until}T235959` : until
    const isUtc = end.endsWith('Z') && 'at' in start
    const wall = isUtc ? wallOf({ at: parseBasic(end), zone: start.zone }) : parseBasic(end)
    return `UNTIL=${new Date(wall).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`
  })
}

function wallsOfDates({ zone, value }: Line, start: When): number[] {
  return value.split(',').map((text) => {
    const wall = parseBasic(text)
    if (Number.isNaN(wall)) throw invalidRule()
    if ('date' in start) return Math.floor(wall / day) * day
    if (text.endsWith('Z')) return wallOf({ at: wall, zone: start.zone })
    if (!zone || zone === start.zone) return wall
    const there = whenAtWall(wall, { at: 0, zone })
    return 'at' in there ? wallOf({ at: there.at, zone: start.zone }) : wall
  })
}

function readLine(line: string): Line {
  const [, name = '', parameters = '', value = ''] = /^([A-Z]+)((?:;[^:]*)?):(.+)$/.exec(line) ?? []
  const zone = /;TZID=([^;]+)/.exec(parameters)?.[1]
  if (zone !== undefined && !isZone(zone)) throw invalidRule()
  return { name, zone, value }
}

/** `20261027T100000`, `20261027T100000Z` or `20261027` as if UTC, in ms. */
function parseBasic(text: string): number {
  const [, year, month, date, hour = '00', minute = '00', second = '00'] =
    /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)Z?)?$/.exec(text) ?? []
  return Date.parse(`${year}-${month}-${date}T${hour}:${minute}:${second}Z`)
}

function invalidRule(): GoogleError {
  return new GoogleError(400, 'invalid', 'Invalid recurrence rule.')
}
