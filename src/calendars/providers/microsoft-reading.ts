import { z } from 'zod'

import { toIso } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

import type { OutsideEvent } from '../event.ts'
import { type Question, read, tokenOf } from './http.ts'
import {
  type Asking,
  calendarAt,
  eventAt,
  goneOrTrouble,
  linked,
  preferences,
  vendor,
} from './microsoft-client.ts'
import { eventFields, eventShape, type GraphEvent, readGraphEvent, withMark } from './microsoft-events.ts'

/** Events a page. */
export const pageSize = '500'
const eventsShape = z.object({ value: z.array(eventShape), '@odata.nextLink': z.string().optional() })

/** Every instance that touches the window. */
export async function readEvents(asking: Asking, [from, until]: Interval): Promise<OutsideEvent[]> {
  const events: OutsideEvent[] = []
  const first = {
    at: `${calendarAt(asking.calendar)}/calendarView`,
    query: {
      startDateTime: toIso(from),
      endDateTime: toIso(until),
      $select: `${eventFields},subject`,
      $expand: withMark,
      $top: pageSize,
    },
  }
  for await (const page of pagesOf(asking, first)) {
    for (const event of page) events.push(readGraphEvent(event, asking.calendar.timeZone))
  }
  return events
}

/** One event by its id. */
export async function readEvent(asking: Asking, externalId: string): Promise<OutsideEvent | 'gone'> {
  const event = await findEvent(asking, externalId, { $select: eventFields, $expand: withMark })
  return event === 'gone' ? 'gone' : readGraphEvent(event, asking.calendar.timeZone)
}

/** An event that stands; `gone` only by the very code that says so. */
export async function findEvent(
  { ask, access, signal }: Asking,
  externalId: string,
  query: Record<string, string>,
): Promise<GraphEvent | 'gone'> {
  const answer = await ask({
    at: eventAt(externalId),
    query,
    headers: preferences,
    expects: [404],
    ...tokenOf(vendor, access),
    signal,
  })
  if (answer.status === 404) return goneOrTrouble(answer)
  const event = read(vendor, eventShape, answer.body)
  return event.isCancelled === true ? 'gone' : event
}

/** Page after page of events, by the links that the pages give. */
export async function* pagesOf(
  { ask, access, signal }: Asking,
  first: Pick<Question, 'at' | 'query' | 'headers'>,
) {
  let next: typeof first | undefined = first
  while (next) {
    const { body } = await ask({ headers: preferences, ...next, ...tokenOf(vendor, access), signal })
    const page = read(vendor, eventsShape, body)
    yield page.value
    const following = linked(page['@odata.nextLink'])
    next = following && { ...following, headers: first.headers ?? preferences }
  }
}
