import * as accounts from '#accounts'
import * as calendars from '#calendars'
import * as notifications from '#notifications'
import * as rooms from '#rooms'
import { type CalendarEvent, writeCalendarFile } from '#ical/calendar-file.ts'
import type { Tx } from '#platform/app.ts'
import { dropDelivery, takeFate } from '#platform/deliveries.ts'
import { hashToken, newToken } from '#platform/ids.ts'
import type { CalendarPart } from '#platform/mail.ts'

import { type CalendarReader, invitationEvent } from '../event.ts'
import { type Invitation, heardOff, invitationFor, isExpected, mailKey } from '../invitation.ts'
import { declinedMail, meetingMail } from '../mails.ts'
import { cardPath, type Changed, droppedBy, type Meeting, termsFor } from '../meeting.ts'
import { spellTimeFor } from '../news.ts'
import { noticeOf } from '../notice.ts'
import { insertReplyLink } from '../store/reply-links.ts'
import { readCalendarEvent } from './read-calendar-event.ts'

type Person = NonNullable<Awaited<ReturnType<typeof accounts.findPerson>>>
type Around = {
  roomName: string
  people: readonly Person[]
  holdings: Holdings
  memberIds: ReadonlySet<string>
  event: CalendarEvent
}
type Holdings = Awaited<ReturnType<typeof calendars.listHoldings>>

/**
 * Tells people what became of a meeting, in the caller's change: by whichever channels they want, and their calendar by mail
 * where we do not write into it. A mail that was not sent yet and is overtaken by this says what is true now, or nothing.
 * Call it after the copies in calendars are settled and the room is told.
 */
export async function tellPeople(
  tx: Tx,
  changed: Changed,
  personIds: readonly string[] = concernedBy(changed),
): Promise<void> {
  const around = await readAround(tx, changed, personIds)
  await dropRefusals(tx, changed)
  // In one order everywhere, since each takes its person's stream.
  for (const personId of personIds.toSorted()) {
    const person = around.people.find((one) => one.id === personId)
    if (person) await tellOne(tx, changed, person, around)
  }
}

function concernedBy({ meeting, change }: Changed): string[] {
  if (['booked', 'confirmed', 'rescheduled', 'cancelled'].includes(change.kind))
    return meeting.people.map((one) => one.personId)
  // An answer, or a leave, concerns the calendar of nobody but their own; that somebody does not come, or does after all, its
  // organizer, too.
  if (change.kind === 'declined') return [change.actorId, meeting.organizerId]
  const dropped = droppedBy(change)
  if (dropped !== null) return [dropped]
  return change.kind === 'accepted' ? [change.actorId, meeting.organizerId] : []
}

async function readAround(
  tx: Tx,
  { meeting, change }: Changed,
  personIds: readonly string[],
): Promise<Around> {
  const ids = [meeting.organizerId, meeting.bookedById, change.actorId, ...personIds]
  const all = [...new Set([...ids, ...meeting.people.map((one) => one.personId)])]
  const members = await rooms.listMembers(tx.db, meeting.roomId)
  const roomName = await rooms.readRoomName(tx.db, meeting.roomId)
  return {
    roomName,
    event: await readCalendarEvent(tx.app, tx.db, { meeting, roomName }),
    people: await accounts.listPeople(tx.db, all),
    holdings: await calendars.listHoldings(tx.db, meeting.id, tx.now),
    memberIds: new Set(members.map((member) => member.personId)),
  }
}

async function tellOne(tx: Tx, changed: Changed, person: Person, around: Around): Promise<void> {
  const { meeting, change } = changed
  if (change.kind === 'declined' && person.id !== change.actorId)
    return tellOfRefusal(tx, changed, person, around)
  if (change.kind === 'accepted' && person.id !== change.actorId)
    return notifications.takeBackFrom(tx, person.id, refusalKey(meeting.id, change.actorId))
  const key = mailKey(meeting.id)
  const fate = await takeFate(tx.db, `${key}:${person.id}`)
  // Who comes anyway knows when; only who had said no before has it out of their calendar.
  if (change.kind === 'accepted' && !heardOff(fate)) return
  const holding = around.holdings.get(person.id) ?? null
  const invitation = invitationFor({ meeting, change, personId: person.id, holding, fate })
  // Whatever waits is overtaken; what takes its place is written below, if anything is to be said.
  if (fate) await dropDelivery(tx.db, `${key}:${person.id}`)
  const isOwnDoing = change.actorId === person.id
  if (isOwnDoing && !invitation) return
  await notifications.tell(tx, {
    personId: person.id,
    key,
    subjectId: meeting.id,
    roomId: meeting.roomId,
    at: meeting.startsAt,
    ...noticeFor(changed, person, around),
    ...(isOwnDoing && { byMailAlone: true }),
    ...(invitation && {
      mail: await writeMail(tx, changed, { person, invitation, holding, around }),
      about: invitation.about,
    }),
  })
}

// Under a key of its own: nothing of what the organizer's calendar is told is overtaken by it.
async function tellOfRefusal(tx: Tx, changed: Changed, organizer: Person, around: Around): Promise<void> {
  const { meeting, change } = changed
  const notice = noticeFor(changed, organizer, around)
  await notifications.tell(tx, {
    personId: organizer.id,
    key: refusalKey(meeting.id, change.actorId),
    subjectId: meeting.id,
    roomId: meeting.roomId,
    at: meeting.startsAt,
    ...notice,
    mail: declinedMail({
      personName: nameIn(around, change.actorId),
      time: spellTimeFor(meeting, organizer),
      reason: change.reason,
      url: new URL(notice.href ?? '/rooms', tx.app.config.publicUrl).href,
    }),
  })
}

// No mail says that somebody does not come once there is nothing to come to.
async function dropRefusals(tx: Tx, { meeting, change }: Changed): Promise<void> {
  if (change.kind === 'cancelled') await tx.withdraw(refusalKey(meeting.id, ''))
}

function refusalKey(meetingId: string, personId: string): string {
  return `declined:${meetingId}:${personId}`
}

function noticeFor({ meeting, change }: Changed, reader: Person, around: Around) {
  const isMember = around.memberIds.has(reader.id)
  const nameOf = (personId: string) => nameIn(around, personId)
  return noticeOf({ meeting, change, reader, roomName: around.roomName, nameOf, isMember })
}

function nameIn({ people }: Around, personId: string): string {
  return people.find((one) => one.id === personId)?.name ?? 'Somebody'
}

async function writeMail(
  tx: Tx,
  changed: Changed,
  to: { person: Person; invitation: Invitation; holding: ReturnType<Holdings['get']> | null; around: Around },
) {
  const { meeting, change } = changed
  const { person, invitation, holding = null, around } = to
  const { event } = around
  const { publicUrl } = tx.app.config
  const { name, email, timeZone, hourCycle } = person
  const engagement = meeting.people.find((one) => one.personId === person.id)
  const reader = { name, email, role: engagement?.role ?? 'attendee', rsvp: engagement?.rsvp ?? 'declined' }
  const sideOf = (id: string) => {
    const side = around.people.find((one) => one.id === id)
    return { personId: id, name: side?.name ?? 'Somebody', timeZone: side?.timeZone ?? meeting.timeZone }
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
    actorName: sideOf(change.actorId).name,
    names: meeting.people.map((one) => sideOf(one.personId).name),
    roomName: around.roomName,
    note: meeting.note,
    joinUrl: event.joinUrl,
    roomUrl: around.memberIds.has(person.id) ? new URL(cardPath(meeting), publicUrl).href : null,
    answerUrls: isAsked(meeting, person.id) ? await openReply(tx, meeting, person.id) : null,
    calendar: calendarPart(event, invitation, reader),
    now: tx.now,
  })
}

function consultationFor(changed: Changed, personId: string) {
  const { offeringId, note } = changed.meeting
  return offeringId === null ? null : { title: note, ...termsFor(changed, personId) }
}

function calendarPart(
  event: CalendarEvent,
  { method }: Invitation,
  reader: CalendarReader,
): CalendarPart | undefined {
  if (method === null) return undefined
  return { method, content: writeCalendarFile(invitationEvent(event, { method, reader })) }
}

function isAsked(meeting: Meeting, personId: string): boolean {
  const isAttendee = meeting.people.some((one) => one.personId === personId && one.role === 'attendee')
  return isAttendee && isExpected(meeting, personId)
}

async function openReply(tx: Tx, meeting: Meeting, personId: string) {
  const token = newToken()
  const { id: meetingId, startsAt, endsAt } = meeting
  await insertReplyLink(tx.db, { meetingId, personId, startsAt, endsAt }, hashToken(token), tx.now)
  const urlFor = (say: string) => new URL(`/reply/${token}?say=${say}`, tx.app.config.publicUrl).href
  return { accept: urlFor('accepted'), decline: urlFor('declined') }
}
