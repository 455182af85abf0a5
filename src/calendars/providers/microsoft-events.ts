import { z } from 'zod'

import { zoneOfName } from '#ical/zone-names.ts'
import { type Instant, MINUTE, parseInstant, toIso } from '#time/instant.ts'
import { parseLocalDate } from '#time/wall-time.ts'
import { startOfDate, toInstant } from '#time/zone.ts'

import {
  type BusyKind,
  type Conferred,
  descriptionOf,
  joinLinkAt,
  type OutsideEvent,
  titleOf,
  type WantedEvent,
} from '../event.ts'
import { notWhole, wholeInstant } from './http.ts'
import { vendor } from './microsoft-client.ts'

export type GraphEvent = z.infer<typeof eventShape>

/** Our mark: a named property of the event, in a set of names that is ours alone. */
export const markId = 'String {3e1c1a52-6d0f-4b7e-9f0c-6b8f9f6d2c41} Name ParleyUid'
/** Graph tells our mark only when asked for it. */
export const withMark = `singleValueExtendedProperties($filter=id eq '${markId}')`
const momentShape = z.object({ dateTime: z.string(), timeZone: z.string().nullish() })
/** What we read of an event. */
export const eventShape = z.object({
  id: z.string(),
  '@odata.etag': z.string().default(''),
  iCalUId: z.string().nullish(),
  start: momentShape.nullish(),
  end: momentShape.nullish(),
  originalStartTimeZone: z.string().nullish(),
  originalEndTimeZone: z.string().nullish(),
  isAllDay: z.boolean().nullish(),
  isCancelled: z.boolean().nullish(),
  isOnlineMeeting: z.boolean().nullish(),
  onlineMeeting: z.object({ joinUrl: z.string().nullish() }).nullish(),
  showAs: z.string().nullish(),
  responseStatus: z.object({ response: z.string().nullish() }).nullish(),
  subject: z.string().nullish(),
  location: z.object({ displayName: z.string().nullish() }).nullish(),
  body: z.object({ content: z.string().nullish() }).nullish(),
  organizer: z.object({ emailAddress: z.object({ address: z.string().nullish() }).nullish() }).nullish(),
  attendees: z
    .array(
      z.object({
        type: z.string().nullish(),
        emailAddress: z.object({ address: z.string().nullish() }).nullish(),
      }),
    )
    .nullish(),
  singleValueExtendedProperties: z.array(z.object({ id: z.string(), value: z.string().nullish() })).nullish(),
})
/** Where one event is looked for its subject is not asked for; bodies never are. */
export const eventFields =
  'id,iCalUId,start,end,originalStartTimeZone,originalEndTimeZone,isAllDay,isCancelled,showAs,responseStatus,location,organizer,attendees'

/** An event as Graph tells it, times in UTC. Throws `unavailable` when it has no readable time. */
export function readGraphEvent(event: GraphEvent, timeZone: string): OutsideEvent {
  const mark = event.singleValueExtendedProperties?.find(({ id }) => isMark(id))?.value
  return {
    externalId: event.id,
    etag: event['@odata.etag'],
    uid: event.iCalUId ?? null,
    startsAt: startOrEnd(event.start, event.originalStartTimeZone, event.isAllDay === true, timeZone),
    endsAt: startOrEnd(
      event.end,
      event.originalEndTimeZone ?? event.originalStartTimeZone,
      event.isAllDay === true,
      timeZone,
    ),
    busy: busyKindOf(event),
    isDeclined: event.responseStatus?.response === 'declined',
    guests: guestsOf(event),
    title: event.subject ?? null,
    mark: mark ? { uid: mark } : joinLinkAt(event.location?.displayName),
  }
}

/** The event's body as we want it, in UTC: one instant needs no zone. No attendees: nobody is invited from outside. */
export function writeGraphEvent(wanted: WantedEvent): object {
  return {
    subject: titleOf(wanted),
    body: { contentType: 'text', content: descriptionOf(wanted) },
    location: { displayName: wanted.joinUrl },
    start: { dateTime: toIso(wanted.startsAt).replace(/Z$/, ''), timeZone: 'UTC' },
    end: { dateTime: toIso(wanted.endsAt).replace(/Z$/, ''), timeZone: 'UTC' },
    isAllDay: false,
    singleValueExtendedProperties: [{ id: markId, value: wanted.uid }],
  }
}

/** What became of the place to meet that was asked for. The link may come a moment after the meeting. */
export function conferredOf({ isOnlineMeeting, onlineMeeting }: GraphEvent): Conferred {
  const url = onlineMeeting?.joinUrl
  if (url) return { state: 'made', url }
  return { state: isOnlineMeeting === true ? 'pending' : 'refused' }
}

/** The instant that Graph tells in a zone of its choice. Throws `unavailable` when it is not readable. */
export function instantOf(moment: GraphEvent['start']): Instant {
  if (!moment) throw notWhole(vendor)
  if (isUtc(moment.timeZone)) return wholeInstant(vendor, parseInstant(`${moment.dateTime}Z`))
  const zone = zoneOf(moment.timeZone)
  const asUtc = parseInstant(`${moment.dateTime}Z`)
  if (zone === undefined || asUtc === undefined) throw notWhole(vendor)
  const date = toIso(asUtc).slice(0, 10)
  return toInstant(zone, date, (asUtc - wholeInstant(vendor, parseInstant(`${date}T00:00Z`))) / MINUTE)
}

/** The server writes the id of a property as it likes: only case differs. */
function isMark(id: string): boolean {
  return id.toLowerCase() === markId.toLowerCase()
}

/** What shows as free or as working elsewhere takes no time; what Outlook cannot say counts as busy. */
function busyKindOf(event: GraphEvent): BusyKind | null {
  const response = event.responseStatus?.response
  const isFree =
    event.isCancelled === true ||
    response === 'declined' ||
    event.showAs === 'free' ||
    event.showAs === 'workingElsewhere'
  if (isFree) return null
  if (event.showAs === 'oof') return 'busy'
  if (event.isAllDay === true) return 'all-day'
  if (response === 'notResponded') return 'unanswered'
  return event.showAs === 'tentative' || response === 'tentativelyAccepted' ? 'tentative' : 'busy'
}

function guestsOf(event: GraphEvent): string[] {
  const organizer = event.organizer?.emailAddress?.address?.toLowerCase()
  const people = (event.attendees ?? []).filter(({ type }) => type !== 'resource')
  const addresses = people.map(({ emailAddress }) => emailAddress?.address?.toLowerCase() ?? '')
  return addresses.filter((address) => address !== '' && address !== organizer)
}

/**
 * All-day events are dates that float: told as midnight, they mean midnight in the zone they were made in. Told as another
 * time of day they have been converted, and are taken as they are.
 */
function startOrEnd(
  moment: GraphEvent['start'],
  madeIn: string | null | undefined,
  isAllDay: boolean,
  timeZone: string,
): Instant {
  const [, date = ''] = /^(\d{4}-\d\d-\d\d)T00:00(?::00(?:\.0+)?)?$/.exec(moment?.dateTime ?? '') ?? []
  const day = isAllDay ? parseLocalDate(date) : undefined
  if (day === undefined) return instantOf(moment)
  return startOfDate((isUtc(madeIn) ? undefined : zoneOf(madeIn)) ?? timeZone, day)
}

function isUtc(zone: string | null | undefined): boolean {
  return zone === null || zone === undefined || /^(?:utc|etc\/utc|gmt|tzone:\/\/microsoft\/utc)$/i.test(zone)
}

/** Names of Windows still arrive where a program of old made the event. */
function zoneOf(zone: string | null | undefined): string | undefined {
  return zoneOfName(zone ?? '')
}
