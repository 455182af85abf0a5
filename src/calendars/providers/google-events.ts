import { z } from 'zod'

import { type Instant, parseInstant, toIso } from '#time/instant.ts'
import { parseLocalDate } from '#time/wall-time.ts'
import { startOfDate } from '#time/zone.ts'

import {
  type BusyKind,
  type Conferred,
  descriptionOf,
  joinLinkAt,
  type OutsideEvent,
  titleOf,
  type WantedEvent,
} from '../event.ts'
import { vendor } from './google-client.ts'
import { wholeInstant } from './http.ts'

export type GoogleEvent = z.infer<typeof eventShape>

/** The key of our mark among an event's private properties (at most 44 characters). */
export const markKey = 'parleyUid'
const momentShape = z.object({
  date: z.string().optional(),
  dateTime: z.string().optional(),
})
/** What we read of an event. */
export const eventShape = z.object({
  id: z.string(),
  etag: z.string().default(''),
  status: z.string().optional(),
  iCalUID: z.string().optional(),
  eventType: z.string().optional(),
  transparency: z.string().optional(),
  summary: z.string().optional(),
  location: z.string().optional(),
  description: z.string().optional(),
  start: momentShape.optional(),
  end: momentShape.optional(),
  attendees: z
    .array(
      z.object({
        email: z.string().optional(),
        self: z.boolean().optional(),
        resource: z.boolean().optional(),
        responseStatus: z.string().optional(),
      }),
    )
    .optional(),
  hangoutLink: z.string().optional(),
  conferenceData: z
    .object({
      createRequest: z
        .object({
          requestId: z.string().optional(),
          status: z.object({ statusCode: z.string().optional() }).optional(),
        })
        .optional(),
    })
    .optional(),
  extendedProperties: z.object({ private: z.record(z.string(), z.string()).optional() }).optional(),
})
/** Where one event is looked for its title is not asked for; descriptions never are. */
export const eventFields =
  'id,etag,status,iCalUID,eventType,transparency,location,start,end,attendees(email,self,resource,responseStatus),extendedProperties/private'

/** Of one event of ours alone: where others meet is nobody's business. */
export const conferenceFields = 'hangoutLink,conferenceData/createRequest(requestId,status)'

/** An event as Google tells it. All-day ones lie in the zone. Throws `unavailable` when it has no readable time. */
export function readGoogleEvent(event: GoogleEvent, timeZone: string): OutsideEvent {
  const self = event.attendees?.find((attendee) => attendee.self === true)
  const uid = event.extendedProperties?.private?.[markKey]
  return {
    externalId: event.id,
    etag: event.etag,
    uid: event.iCalUID ?? null,
    startsAt: instantOf(event.start, timeZone),
    endsAt: instantOf(event.end, timeZone),
    busy: busyKindOf(event),
    isDeclined: self?.responseStatus === 'declined',
    guests: guestsOf(event),
    title: event.summary ?? null,
    mark: uid === undefined ? joinLinkAt(event.location) : { uid },
  }
}

/**
 * The event's body as we want it. No attendees: nobody is invited by the outside calendar. No zone beside the offset: one
 * instant needs none, and a zone that Google does not know would be refused.
 */
export function writeGoogleEvent(wanted: WantedEvent): object {
  return {
    summary: titleOf(wanted),
    description: descriptionOf(wanted),
    location: wanted.joinUrl,
    start: { dateTime: toIso(wanted.startsAt) },
    end: { dateTime: toIso(wanted.endsAt) },
    extendedProperties: { private: { [markKey]: wanted.uid } },
  }
}

/** What became of the place to meet that was asked for. */
export function conferredOf({ hangoutLink, conferenceData }: GoogleEvent): Conferred {
  if (hangoutLink !== undefined) return { state: 'made', url: hangoutLink }
  const isPending = conferenceData?.createRequest?.status?.statusCode === 'pending'
  return { state: isPending ? 'pending' : 'refused' }
}

/**
 * Out-of-office takes time whatever its length; a working location never does. What lasts all day is judged as that first,
 * whoever answered it: the owner's rule for such days is the plainer one.
 */
function busyKindOf(event: GoogleEvent): BusyKind | null {
  const self = event.attendees?.find((attendee) => attendee.self === true)
  const isFree =
    event.status === 'cancelled' ||
    event.transparency === 'transparent' ||
    event.eventType === 'workingLocation' ||
    self?.responseStatus === 'declined'
  if (isFree) return null
  if (event.eventType === 'outOfOffice') return 'busy'
  if (event.start?.date !== undefined) return 'all-day'
  if (self?.responseStatus === 'needsAction') return 'unanswered'
  return event.status === 'tentative' || self?.responseStatus === 'tentative' ? 'tentative' : 'busy'
}

function guestsOf(event: GoogleEvent): string[] {
  const others = (event.attendees ?? []).filter(({ self, resource }) => self !== true && resource !== true)
  return others.flatMap(({ email }) => (email === undefined ? [] : [email.toLowerCase()]))
}

function instantOf(moment: z.infer<typeof momentShape> | undefined, timeZone: string): Instant {
  if (moment?.dateTime !== undefined) return wholeInstant(vendor, parseInstant(moment.dateTime))
  const date = parseLocalDate(moment?.date ?? '')
  return wholeInstant(vendor, date === undefined ? undefined : startOfDate(timeZone, date))
}
