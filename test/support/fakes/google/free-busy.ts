import { isObject, type JsonObject, textOf } from './contract.ts'
import { GoogleError, invalid } from './errors.ts'
import { eventsBetween } from './listing.ts'
import { isBusy } from './present.ts'
import type { Account, Calendar, World } from './world.ts'
import { exactTimestamp, instantAt, isZone, timestamp } from './when.ts'

const longestRange = 90 * 86_400_000
const mostCalendars = 50

/** `freeBusy.query`: merged busy times per calendar. What cannot be told is an error of that calendar, in a 200. */
export function queryFreeBusy(
  world: World,
  account: Account,
  body: JsonObject,
  broken: ReadonlyMap<string, string>,
): JsonObject {
  const { from, until, zone } = readRange(body)
  const ids = Array.isArray(body.items) ? body.items.filter(isObject).map(({ id }) => textOf(id)) : []
  const most = readMost(body)
  const calendars = Object.fromEntries(
    ids.map((id) => {
      if (ids.length > most) return [id, failed('tooManyCalendarsRequested')]
      const calendarId = id === 'primary' ? account.email : id
      const reason = broken.get(calendarId)
      if (reason) return [id, failed(reason)]
      const entry = account.entries.get(calendarId)
      const calendar = world.calendars.get(calendarId)
      if (!calendar || !entry || entry.isRemoved) return [id, failed('notFound')]
      const busy = busyTimes(world, calendar, from, until)
      return [
        id,
        { busy: busy.map(([start, end]) => ({ start: timestamp(start, zone), end: timestamp(end, zone) })) },
      ]
    }),
  )
  return {
    kind: 'calendar#freeBusy',
    timeMin: exactTimestamp(from),
    timeMax: exactTimestamp(until),
    calendars,
  }
}

function busyTimes(world: World, calendar: Calendar, from: number, until: number): [number, number][] {
  const merged: [number, number][] = []
  for (const event of eventsBetween(world, calendar, from, until)) {
    if (!isBusy(calendar, event)) continue
    const start = Math.max(instantAt(event.start, calendar.timeZone), from)
    const end = Math.min(instantAt(event.end, calendar.timeZone), until)
    const last = merged.at(-1)
    if (end <= start) continue
    if (last && start <= last[1]) last[1] = Math.max(last[1], end)
    else merged.push([start, end])
  }
  return merged
}

function readRange({ timeMin, timeMax, timeZone }: JsonObject): {
  from: number
  until: number
  zone: string
} {
  if (typeof timeMin !== 'string' || typeof timeMax !== 'string')
    throw new GoogleError(
      400,
      'required',
      `Missing required parameter: ${typeof timeMin === 'string' ? 'timeMax' : 'timeMin'}`,
    )
  const zone = typeof timeZone === 'string' ? timeZone : 'UTC'
  if (!isZone(zone)) throw invalid('Invalid time zone.')
  const [from, until] = [Date.parse(timeMin), Date.parse(timeMax)]
  if (until <= from)
    throw new GoogleError(400, 'timeRangeEmpty', 'The specified time range is empty.', { domain: 'calendar' })
  if (until - from > longestRange)
    throw new GoogleError(400, 'timeRangeTooLong', 'The requested time range is too long.', {
      domain: 'calendar',
    })
  return { from, until, zone }
}

function readMost({ calendarExpansionMax }: JsonObject): number {
  if (typeof calendarExpansionMax !== 'number') return mostCalendars
  if (calendarExpansionMax < 1 || calendarExpansionMax > mostCalendars)
    throw invalid('Invalid value for calendarExpansionMax.')
  return calendarExpansionMax
}

function failed(reason: string): JsonObject {
  return { errors: [{ domain: 'global', reason }], busy: [] }
}
