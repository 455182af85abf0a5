import type { Wish } from '#calendars/copy.ts'
import type { Conference, WantedEvent } from '#calendars/event.ts'

import { isOnFor, type Meeting, noteOf, titleOf } from './meeting.ts'

/** What calendars elsewhere hear of a meeting beside its own facts. Names, never addresses. */
export type Surroundings = {
  roomName: string
  joinUrl: string
  nameOf: (personId: string) => string
  /** The place to meet that the organizer's calendar is to make. */
  conference: Conference | null
}

/**
 * What should stand of a meeting in the calendars of its people: the meeting with whoever comes or may come, nothing
 * with those who declined, and with nobody once it is cancelled.
 */
export function wishesOf(meeting: Meeting, around: Surroundings): Wish[] {
  const event = wantedEventOf(meeting, around)
  const { conference } = around
  const eventFor = (personId: string): WantedEvent =>
    conference !== null && personId === meeting.organizerId ? { ...event, conference } : event
  return meeting.people.map(({ personId, role }) => ({
    personId,
    isOwn: role !== 'attendee',
    wanted: isOnFor(meeting, personId) ? eventFor(personId) : null,
  }))
}

/** The same for people who are not asked to come any more. */
export function wishesWithout(personIds: readonly string[]): Wish[] {
  return personIds.map((personId) => ({ personId, isOwn: false, wanted: null }))
}

function wantedEventOf(meeting: Meeting, { roomName, joinUrl, nameOf }: Surroundings): WantedEvent {
  const { uid, sequence, startsAt, endsAt, timeZone } = meeting
  const title = titleOf(meeting, roomName)
  const attendees = meeting.people.map((one) => nameOf(one.personId)).filter(Boolean)
  return { uid, sequence, startsAt, endsAt, timeZone, title, attendees, joinUrl, note: noteOf(meeting) }
}
