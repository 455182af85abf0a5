import { type CalendarEvent, writeCalendarFile } from '#ical/calendar-file.ts'
import type { Tx } from '#platform/app.ts'
import type { CalendarPart, Mail } from '#platform/mail.ts'

import { type CalendarReader, invitationEvent } from '../event.ts'
import type { Holding, Invitation } from '../invitation.ts'
import { meetingMail } from '../mails.ts'
import { cardPath, type Changed, type Meeting, termsFor } from '../meeting.ts'
import type { AnswerUrls } from './open-replies.ts'
import type { Around } from './read-around.ts'

type Person = Around['people'][number]

/** What is to be said to one person; by mail, too, where there is an invitation. */
export type Word = { person: Person; holding: Holding | null; invitation: Invitation | null }

type MailToWrite = Word & {
  invitation: Invitation
  around: Around
  /** The meeting as calendars hear of it. */
  event: CalendarEvent
  answerUrls: ReadonlyMap<string, AnswerUrls>
}

/** Writes to one person what became of a meeting, with the file for their calendar where that hears by mail. */
export function writeMeetingMail(tx: Tx, changed: Changed, to: MailToWrite): Omit<Mail, 'to'> {
  const { meeting, change } = changed
  const { person, invitation, holding, around, event, answerUrls } = to
  const { timeZone, hourCycle } = person
  const isMember = around.memberIds.includes(person.id)
  const sideOf = (id: string) => {
    const side = around.people.find((one) => one.id === id)
    return { personId: id, name: around.nameOf(id), timeZone: side?.timeZone ?? meeting.timeZone }
  }
  return meetingMail({
    invitation,
    holding,
    change,
    span: meeting,
    consultation: consultationFor(changed, person.id),
    reader: { personId: person.id, timeZone, hourCycle },
    organizer: sideOf(meeting.organizerId),
    booker: sideOf(meeting.bookedById),
    actorName: around.nameOf(change.actorId),
    names: meeting.people.map((one) => around.nameOf(one.personId)),
    roomName: around.roomName,
    note: meeting.note,
    joinUrl: event.joinUrl,
    roomUrl: isMember ? new URL(cardPath(meeting), tx.app.config.publicUrl).href : null,
    answerUrls: answerUrls.get(person.id) ?? null,
    calendar: calendarPart(event, invitation, readerOf(meeting, person)),
    now: tx.now,
  })
}

function consultationFor(changed: Changed, personId: string) {
  const { offeringId, note } = changed.meeting
  return offeringId === null ? null : { title: note, ...termsFor(changed, personId) }
}

// Whoever is in it no more has said no, as far as their calendar is concerned.
function readerOf({ people }: Meeting, { id, name, email }: Person): CalendarReader {
  const engagement = people.find((one) => one.personId === id)
  return { name, email, role: engagement?.role ?? 'attendee', rsvp: engagement?.rsvp ?? 'declined' }
}

function calendarPart(
  event: CalendarEvent,
  { method }: Invitation,
  reader: CalendarReader,
): CalendarPart | undefined {
  if (method === null) return undefined
  return { method, content: writeCalendarFile(invitationEvent(event, { method, reader })) }
}
