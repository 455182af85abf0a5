import type { CalendarEvent } from '#ical/calendar-file.ts'
import type { Instant } from '#time/instant.ts'

import { type Meeting, noteOf, type Role, type Rsvp, titleOf } from './meeting.ts'

/**
 * A meeting as a file to take home says it (METHOD:PUBLISH, RFC 5546 §3.2.1). What was said in the room stays there. Mail
 * addresses are nobody else's to see: people are named in the description, and `postAddress` stands for the organizer.
 */
export function eventOf(view: {
  meeting: Meeting
  roomName: string
  people: readonly { id: string; name: string }[]
  joinUrl: string
  postAddress: string
  now: Instant
}): CalendarEvent {
  const { meeting } = view
  const nameOf = (id: string): string => view.people.find((person) => person.id === id)?.name ?? ''
  const names = meeting.people.map((one) => nameOf(one.personId)).filter(Boolean)
  return {
    method: 'PUBLISH',
    uid: meeting.uid,
    sequence: meeting.sequence,
    status: meeting.status === 'confirmed' ? 'confirmed' : 'cancelled',
    startsAt: meeting.startsAt,
    endsAt: meeting.endsAt,
    timeZone: meeting.timeZone,
    title: titleOf(meeting, view.roomName),
    description: [`With ${names.join(', ')}.`, noteOf(meeting)].filter(Boolean).join('\n\n'),
    joinUrl: view.joinUrl,
    organizer: { name: nameOf(meeting.organizerId), email: view.postAddress },
    attendees: [],
    createdAt: meeting.createdAt,
    changedAt: meeting.updatedAt,
    stampedAt: view.now,
  }
}

/**
 * The same as an iTIP message to one person (RFC 5546 §3.2.2 and §3.2.5). They are its one attendee, since nobody's address
 * is anybody else's to see. A meeting that goes on without them is cancelled to their calendar.
 */
export function invitationEvent(
  event: CalendarEvent,
  { method, reader }: { method: 'REQUEST' | 'CANCEL'; reader: CalendarReader },
): CalendarEvent {
  const { name, email, role, rsvp } = reader
  return {
    ...event,
    method,
    status: method === 'REQUEST' ? 'confirmed' : 'cancelled',
    attendees: [
      {
        name,
        email,
        role: role === 'organizer' ? 'chair' : 'required',
        partstat: rsvp === 'waiting' ? 'needs-action' : rsvp,
      },
    ],
  }
}

/** Whoever a calendar message goes to, and their part in the meeting. */
export type CalendarReader = { name: string; email: string; role: Role; rsvp: Rsvp }

/** The bare address in a mail sender such as `Parley <parley@talk.example>`. */
export function bareAddress(sender: string): string {
  return /<([^<>]+)>\s*$/.exec(sender)?.[1] ?? sender.trim()
}
