import { HOUR, MINUTE } from '#time/instant.ts'
import { findTimeZone } from '#time/zone.ts'

import { type Clock, fixedClock, utcClock, zoneClock } from './calendar-time.ts'
import { windowsZones } from './windows-zones.ts'

const clocks = new Map<string, Clock>()

/**
 * The clock that a TZID names by itself: an IANA id, also behind a program's prefix (`/mozilla.org/20050126_1/Europe/Berlin`),
 * a name of Windows, or UTC with an offset. Undefined for a name that only a VTIMEZONE explains.
 */
export function clockOfName(name: string): Clock | undefined {
  const zone = zoneOfName(name)
  if (zone === undefined) return clockOfOffset(name)
  const known = clocks.get(zone)
  if (known) return known
  const clock = zone === 'UTC' ? utcClock : zoneClock(zone)
  clocks.set(zone, clock)
  return clock
}

/** The IANA id that a name from a calendar means; undefined when it means none. */
export function zoneOfName(name: string): string | undefined {
  const plain = name.trim().replaceAll('"', '')
  if (plain === '' || plain.length > 200) return undefined
  const windows = windowsZones.get(plain.toLowerCase())
  if (windows !== undefined) return windows
  if (/^(?:tzone:\/\/microsoft\/)?(?:utc|z|gmt)$/i.test(plain)) return 'UTC'
  const parts = plain.split('/').filter(Boolean)
  // The longest ending that is a zone: three parts for America/Indiana/Knox.
  for (const length of [parts.length, 3, 2, 1]) {
    const ending = parts.slice(-length).join('/')
    const zone =
      length <= parts.length && (length > 1 || parts.length === 1) ? findTimeZone(ending) : undefined
    if (zone !== undefined) return zone
  }
  return undefined
}

/** `GMT+0200`, `UTC-03:30`, `+01:00`. */
function clockOfOffset(name: string): Clock | undefined {
  const match = /^(?:utc|gmt)?\s*([+-])(\d{1,2}):?(\d\d)?$/i.exec(name.trim())
  if (!match) return undefined
  const [, sign, hours = 0, minutes = 0] = match
  const size = Number(hours) * HOUR + Number(minutes) * MINUTE
  return size > 18 * HOUR ? undefined : fixedClock(sign === '-' ? -size : size)
}
