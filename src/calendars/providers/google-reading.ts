import { z } from 'zod'

import { DAY, parseInstant, toIso } from '#time/instant.ts'
import { type Interval, union } from '#time/interval.ts'
import { findTimeZone } from '#time/zone.ts'

import type { OutsideEvent } from '../event.ts'
import { accessCalendar } from './google-calendars.ts'
import { askCalendar, type Asking, calendarGone, pageSize, vendor } from './google-client.ts'
import {
  conferenceFields,
  eventFields,
  eventShape,
  type GoogleEvent,
  readGoogleEvent,
} from './google-events.ts'
import { notWhole, type Question, read, unavailable, tokenOf, wholeInstant } from './http.ts'

/** Free/busy over longer stretches is refused ("The requested time range is too long"). */
const freeBusyStretch = 60 * DAY
const eventsShape = z.object({
  kind: z.literal('calendar#events'),
  timeZone: z.string().optional(),
  items: z.array(eventShape).default([]),
  nextPageToken: z.string().optional(),
  nextSyncToken: z.string().optional(),
})
const freeBusyShape = z.object({
  calendars: z.record(
    z.string(),
    z.object({
      errors: z.array(z.object({ reason: z.string().optional() })).optional(),
      busy: z.array(z.object({ start: z.string(), end: z.string() })).default([]),
    }),
  ),
})
const standingFields = `${eventFields},${conferenceFields}`

/** Every instance that touches the window. */
export async function readEvents(asking: Asking, [from, until]: Interval): Promise<OutsideEvent[]> {
  const page = (pageToken: string | undefined) => ({
    at: '/events',
    query: {
      singleEvents: 'true',
      maxResults: pageSize,
      timeMin: toIso(from),
      timeMax: toIso(until),
      pageToken,
      fields: `kind,timeZone,nextPageToken,items(${eventFields},summary)`,
    },
  })
  const events: OutsideEvent[] = []
  for await (const { items, timeZone } of pagesOf(asking, page)) {
    const zone = findTimeZone(timeZone ?? '') ?? asking.calendar.timeZone
    for (const event of items) if (event.status !== 'cancelled') events.push(readGoogleEvent(event, zone))
  }
  return events
}

/** What takes time in the window, as blocks without names. */
export async function readFreeBusy(asking: Asking, window: Interval): Promise<OutsideEvent[]> {
  const stretches: Interval[][] = []
  for (let from = window[0]; from < window[1]; from += freeBusyStretch) {
    stretches.push(await readStretch(asking, [from, Math.min(from + freeBusyStretch, window[1])]))
  }
  return union(...stretches).map(([startsAt, endsAt]) => ({
    externalId: `busy-${toIso(startsAt)}`,
    etag: '',
    uid: null,
    startsAt,
    endsAt,
    busy: 'busy',
    isDeclined: false,
    guests: [],
    title: null,
    mark: null,
  }))
}

/** One event by its id. */
export async function readEvent(asking: Asking, externalId: string): Promise<OutsideEvent | 'gone'> {
  const event = await findEvent(asking, externalId)
  return event === 'gone' ? 'gone' : readGoogleEvent(event, asking.calendar.timeZone)
}

/** An event that is not cancelled. A 404 may also mean the calendar, so that is asked for before it counts as gone. */
export async function findEvent(asking: Asking, externalId: string): Promise<GoogleEvent | 'gone'> {
  const at = `/events/${encodeURIComponent(externalId)}`
  const answer = await askCalendar(asking, { at, query: { fields: standingFields }, expects: [404, 410] })
  if (answer.status === 404) await accessCalendar(asking)
  if (answer.status !== 200) return 'gone'
  const event = read(vendor, eventShape, answer.body)
  return event.status === 'cancelled' ? 'gone' : event
}

/** Page after page of events; `page` asks for the next by its token. */
export async function* pagesOf(
  asking: Asking,
  page: (pageToken: string | undefined) => Omit<Question, 'signal'>,
) {
  let pageToken: string | undefined
  do {
    const { body } = await askCalendar(asking, page(pageToken))
    const found = read(vendor, eventsShape, body)
    yield found
    pageToken = found.nextPageToken
  } while (pageToken !== undefined)
}

/** Errors of a single calendar come inside a good answer: they mean unknown, never free. */
async function readStretch({ ask, access, calendar, signal }: Asking, [from, until]: Interval) {
  const { body } = await ask({
    method: 'POST',
    at: '/freeBusy',
    body: { timeMin: toIso(from), timeMax: toIso(until), items: [{ id: calendar.externalId }] },
    ...tokenOf(vendor, access),
    signal,
  })
  const found = read(vendor, freeBusyShape, body).calendars[calendar.externalId]
  if (!found) throw notWhole(vendor)
  const [error] = found.errors ?? []
  if (error)
    throw error.reason === 'notFound'
      ? calendarGone(error.reason)
      : unavailable(vendor, undefined, error.reason)
  return found.busy.map(({ start, end }): Interval => [
    wholeInstant(vendor, parseInstant(start)),
    wholeInstant(vendor, parseInstant(end)),
  ])
}
