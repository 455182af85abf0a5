import ical, {
  type ICalAttendeeData,
  type ICalCalendar,
  ICalAttendeeRole,
  ICalAttendeeStatus,
  ICalCalendarMethod,
  ICalEventClass,
  ICalEventStatus,
  ICalEventTransparency,
} from 'ical-generator'

import type { Instant } from '#time/instant.ts'

import { joinAddress, joinText } from './join-link.ts'
import { cleanLine, cleanProse } from './plain-text.ts'
import { refuseUnfit } from './unfit.ts'

/** Somebody as a calendar names them. An empty name is written as the address. */
export type CalendarPerson = { name: string; email: string }

/** Somebody who is asked to come (RFC 5545 §3.2.12 and §3.2.16, in lower case). */
export type CalendarAttendee = CalendarPerson & {
  partstat: 'needs-action' | 'accepted' | 'declined' | 'tentative'
  role: 'chair' | 'required' | 'optional'
}

/** One meeting, as a calendar file says it. All texts may be whatever people typed. */
export type CalendarEvent = {
  /** For ever the same: letters, digits and `.@:+-_`, at most 255 (RFC 7986 §5.3). */
  uid: string
  /** Rises with each change (RFC 5545 §3.8.7.4). */
  sequence: number
  /** `PUBLISH` for a file to take home, `REQUEST` and `CANCEL` for mails to attendees (RFC 5546 §3.2). */
  method: 'PUBLISH' | 'REQUEST' | 'CANCEL'
  status: 'confirmed' | 'cancelled'
  /** Whole seconds are written. */
  startsAt: Instant
  endsAt: Instant
  /** The IANA id of the zone the times were meant in. */
  timeZone: string
  title: string
  /** May have line breaks. The join link is put before it. */
  description: string
  /** An http or https address. */
  joinUrl: string
  organizer: CalendarPerson
  /** Those who are asked to come; the organizer only if they are to be listed as `chair`. */
  attendees: readonly CalendarAttendee[]
  createdAt: Instant
  /** When the meeting was last changed: LAST-MODIFIED. */
  changedAt: Instant
  /** When this file is written: DTSTAMP. */
  stampedAt: Instant
}

const partstats = {
  'needs-action': ICalAttendeeStatus.NEEDSACTION,
  accepted: ICalAttendeeStatus.ACCEPTED,
  declined: ICalAttendeeStatus.DECLINED,
  tentative: ICalAttendeeStatus.TENTATIVE,
}
const roles = {
  chair: ICalAttendeeRole.CHAIR,
  required: ICalAttendeeRole.REQ,
  optional: ICalAttendeeRole.OPT,
}

// Outlook keeps 255 characters of a subject, Google 8 192 of a description; a name longer than 200 is none.
const titleLength = 255
const nameLength = 200
const descriptionLength = 8_000

/**
 * The meeting as an iCalendar file: CRLF, folded at 75 octets (RFC 5545 §3.1), whatever the texts hold one VCALENDAR with one
 * VEVENT and nothing else. Throws a RangeError for what no calendar could take: an unfit UID or sequence, an end that is not
 * after the start, an address that is no address, a method that contradicts the status.
 */
export function writeCalendarFile(event: CalendarEvent): string {
  const calendar = ical({ prodId, method: ICalCalendarMethod[event.method], scale: 'gregorian' })
  addEvent(calendar, event)
  return finish(calendar)
}

/**
 * Many meetings as one calendar to subscribe to (RFC 7986), each as `writeCalendarFile` writes it. Programs are asked to
 * look again every quarter of an hour.
 */
export function writeCalendarFeed(name: string, events: readonly CalendarEvent[]): string {
  const calendar = ical({
    prodId,
    method: ICalCalendarMethod.PUBLISH,
    scale: 'gregorian',
    name: cleanLine(name, titleLength),
    ttl: 15 * 60,
  })
  for (const event of events) addEvent(calendar, event)
  return finish(calendar)
}

const prodId = { company: 'Parley', product: 'Parley' }

function addEvent(calendar: ICalCalendar, event: CalendarEvent): void {
  refuseUnfit(event)
  refuseMethod(event)
  const live = event.status === 'confirmed'
  const joinUrl = joinAddress(event.joinUrl)
  calendar.createEvent({
    id: event.uid,
    sequence: event.sequence,
    stamp: new Date(event.stampedAt),
    created: new Date(event.createdAt),
    lastModified: new Date(event.changedAt),
    /*
     * UTC (RFC 5545 §3.3.5, form 2) and not the zone it was meant in: a meeting is one instant and does not recur, and a
     * TZID is only as good as what the reader makes of its VTIMEZONE. Some match it by name, some ignore it, some then take
     * the time as local. When a zone's rules change, the meeting moves here and goes out again with a higher SEQUENCE.
     */
    start: new Date(event.startsAt),
    end: new Date(event.endsAt),
    summary: cleanLine(event.title, titleLength) || 'Meeting',
    description: joinText(joinUrl, cleanProse(event.description, descriptionLength)),
    location: joinUrl,
    url: joinUrl,
    organizer: person(event.organizer),
    attendees: attendees(event),
    status: live ? ICalEventStatus.CONFIRMED : ICalEventStatus.CANCELLED,
    // What is cancelled takes nobody's time (RFC 5545 §3.8.2.7).
    transparency: live ? ICalEventTransparency.OPAQUE : ICalEventTransparency.TRANSPARENT,
    // Seen by whom its reader lets see their other events (RFC 5545 §3.8.1.3); the link in it is no credential.
    class: ICalEventClass.PUBLIC,
    // No VALARM: when to be reminded is the reader's own choice.
  })
}

// Every content line ends with CRLF (RFC 5545 §3.1), and the library leaves the last one open.
function finish(calendar: ICalCalendar): string {
  return `${calendar.toString()}\r\n`
}

function refuseMethod(event: CalendarEvent): void {
  // RFC 5546 §3.2.2 and §3.2.5. A file to take home may show either.
  if (event.method === 'REQUEST' && event.status === 'cancelled')
    throw new RangeError('What is cancelled goes out as CANCEL.')
  if (event.method === 'CANCEL' && event.status === 'confirmed')
    throw new RangeError('CANCEL is for what is cancelled.')
}

/**
 * A published event must have an organizer and must not have attendees (RFC 5546 §3.2.1); besides, a calendar that finds some
 * in a file to take home may invite them once more.
 */
function attendees(event: CalendarEvent): ICalAttendeeData[] {
  if (event.method === 'PUBLISH') return []
  return event.attendees.map((attendee) => ({
    ...person(attendee),
    role: roles[attendee.role],
    status: partstats[attendee.partstat],
    // No RSVP (RFC 5545 §3.2.17): nobody reads the mail in which a calendar would answer. Our mails have buttons for that.
  }))
}

function person({ name, email }: CalendarPerson): { name: string; email: string } {
  const address = cleanLine(email, 320)
  if (!/^[^\s@]+@[^\s@]+$/.test(address)) throw new RangeError('Somebody in a calendar has a mail address.')
  // A double quote cannot stand in a parameter (RFC 5545 §3.2), and few readers know the way around it (RFC 6868).
  return {
    name: cleanLine(name, nameLength).replaceAll('"', "'") || address.replaceAll('"', "'"),
    email: mailtoPart(address),
  }
}

/** The address as it stands after `mailto:` (RFC 6068 §2): what means something in a URI or a property is percent-encoded. */
function mailtoPart(address: string): string {
  return address.replace(/[^\w.!$'*+\-^`{|}~@]+/g, encodeURIComponent)
}
