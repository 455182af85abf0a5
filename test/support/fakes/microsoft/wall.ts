import { badRequest } from './graph-error.ts'

/** A wall time as `2026-10-25T09:00:00`, without zone. */
export type Wall = string

const wallShape = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(?::(\d\d)(?:\.\d{1,7})?)?)?$/

/** A wall time in its one spelling, whole seconds; undefined for what is none, with an offset for instance. */
export function readWall(text: string): Wall | undefined {
  if (!wallShape.test(text)) return undefined
  try {
    return Temporal.PlainDateTime.from(text).round('second').toString({ smallestUnit: 'second' })
  } catch {
    return undefined
  }
}

/** The instant of a wall time, in ms; in a gap the later, in a fold the earlier. */
export function instantOf(wall: Wall, zone: string): number {
  return Temporal.PlainDateTime.from(wall).toZonedDateTime(zone).epochMilliseconds
}

/** What clocks in the zone show at the instant. */
export function wallAt(at: number, zone: string): Wall {
  return Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'second' })
}

/** `2026-10-25T09:00:00Z` */
export function isoOf(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z')
}

/** With the seven digits that Graph writes. */
export function sevenDigits(wall: Wall): string {
  return `${wall}.0000000`
}

export function dateOf(wall: Wall): string {
  return wall.slice(0, 10)
}

export function addDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString()
}

/** How long from one wall time to the other, in ms, as if there were no clock changes. */
export function wallDistance(from: Wall, until: Wall): number {
  return instantOf(until, 'UTC') - instantOf(from, 'UTC')
}

/** The wall time so many ms later, as if there were no clock changes. */
export function addToWall(wall: Wall, ms: number): Wall {
  return wallAt(instantOf(wall, 'UTC') + ms, 'UTC')
}

/** The instant of a query option such as startDateTime; UTC where no offset stands. */
export function readInstant(text: string | undefined, name: string): number {
  const at = text === undefined ? Number.NaN : instantOfText(text)
  if (Number.isNaN(at))
    throw badRequest(
      `This request requires a time window specified by the query string parameters StartDateTime and EndDateTime. (${name})`,
      'ErrorInvalidParameter',
    )
  return at
}

function instantOfText(text: string): number {
  const wall = readWall(text)
  if (wall !== undefined) return instantOf(wall, 'UTC')
  try {
    return Temporal.Instant.from(text).epochMilliseconds
  } catch {
    return Number.NaN
  }
}
