/** A zone's rules as two lists of numbers: each offset (ms) holds from its instant on. */
export type PlainZone = { from: Float64Array; offset: Float64Array }

/** Reads a zone's changes between two instants, once. */
export function readPlainZone(zone: string, from: number, until: number): PlainZone {
  const starts: number[] = [from]
  for (let at = nextChange(zone, from); at !== undefined && at < until; at = nextChange(zone, at))
    starts.push(at)
  return { from: Float64Array.from(starts), offset: Float64Array.from(starts, (at) => offsetOf(zone, at)) }
}

/** The instant of a wall time (ms as if it were UTC): forward in a gap, the earlier one in an overlap. */
export function plainInstant({ from, offset }: PlainZone, wall: number): number {
  let index = from.length - 1
  while (index > 0 && wall - (offset[index] ?? 0) < (from[index] ?? 0)) index -= 1
  const here = wall - (offset[index] ?? 0)
  if (index + 1 < from.length && here >= (from[index + 1] ?? 0)) return here
  const before = index > 0 ? wall - (offset[index - 1] ?? 0) : here
  return index > 0 && before < (from[index] ?? 0) ? before : here
}

function nextChange(zone: string, at: number): number | undefined {
  return zoned(zone, at).getTimeZoneTransition('next')?.epochMilliseconds
}

function offsetOf(zone: string, at: number): number {
  return zoned(zone, at).offsetNanoseconds / 1e6
}

function zoned(zone: string, at: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
}
