import * as calendars from '#calendars'
import * as notifications from '#notifications'
import { type CalendarEvent, writeCalendarFile } from '#ical/calendar-file.ts'
import type { Tx } from '#platform/app.ts'
import { dropByKey, takeFates } from '#platform/deliveries.ts'
import { hashToken, newToken } from '#platform/ids.ts'
import type { CalendarPart } from '#platform/mail.ts'

import { type CalendarReader, invitationEvent } from '../event.ts'
import { type Holding, type Invitation, heardOff, invitationFor, mailKey } from '../invitation.ts'
import { declinedMail, meetingMail } from '../mails.ts'
import { cardPath, type Changed, droppedBy, isDoingOf, isOnFor, type Meeting, termsFor } from '../meeting.ts'
import { spellTimeFor } from '../news.ts'
import { noticeOf } from '../notice.ts'
import { insertReplyLinks } from '../store/reply-links.ts'
import { calendarEventOf } from './calendar-event-of.ts'
import type { Around } from './read-around.ts'

type Person = Around['people'][number]
type Holdings = Awaited<ReturnType<typeof calendars.listHoldings>>
type Telling = Around & { holdings: Holdings; event: CalendarEvent }
type NoticeToTell = notifications.NoticeToTell
/** What is to be said to one person; by mail, too, where there is an invitation. */
type Word = { person: Person; holding: Holding | null; invitation: Invitation | null }
type AnswerUrls = { accept: string; decline: string }

/**
 * Tells people what became of a meeting, in the caller's change: by whichever channels they want, and their calendar by mail
 * where we do not write into it. A mail that was not sent yet and is overtaken by this says what is true now, or nothing.
 * Call it after the copies in calendars are settled, with what stands around the meeting now.
 */
export async function tellPeople(
  tx: Tx,
  changed: Changed,
  around: Around,
  personIds: readonly string[] = concernedBy(changed),
): Promise<void> {
  const { meeting } = changed
  const holdings = await calendars.listHoldings(tx.db, meeting.id, tx.now)
  const telling = { ...around, holdings, event: calendarEventOf(tx.app, meeting, around) }
  await dropRefusals(tx, changed)
  const people = around.people.filter(({ id }) => personIds.includes(id))
  await notifications.tellAll(tx, [
    ...(await noticesOfChange(tx, changed, people, telling)),
    ...(await noticesOfAnswer(tx, changed, people, telling)),
  ])
}

function concernedBy({ meeting, change }: Changed): string[] {
  if (['booked', 'agreed', 'confirmed', 'rescheduled', 'cancelled'].includes(change.kind))
    return meeting.people.map((one) => one.personId)
  // An answer, or a leave, concerns the calendar of nobody but their own; that somebody does not come, or does after all, its
  // organizer, too.
  if (change.kind === 'declined') return [change.actorId, meeting.organizerId]
  const dropped = droppedBy(change)
  if (dropped !== null) return [dropped]
  return change.kind === 'accepted' ? [change.actorId, meeting.organizerId] : []
}

// Somebody else's answer is no change to a person's own calendar: its organizer is told of it apart.
function isOthersAnswer({ change }: Changed, personId: string): boolean {
  return (change.kind === 'declined' || change.kind === 'accepted') && personId !== change.actorId
}

async function noticesOfChange(
  tx: Tx,
  changed: Changed,
  people: readonly Person[],
  around: Telling,
): Promise<NoticeToTell[]> {
  const { meeting, change } = changed
  const concerned = people.filter(({ id }) => !isOthersAnswer(changed, id))
  const key = mailKey(meeting.id)
  const fates = await takeFates(
    tx.db,
    concerned.map(({ id }) => `${key}:${id}`),
  )
  const words = concerned.flatMap((person): Word[] => {
    const fate = fates.get(`${key}:${person.id}`) ?? null
    // Who comes anyway knows when; only who had said no before has it out of their calendar.
    if (change.kind === 'accepted' && !heardOff(fate)) return []
    const holding = around.holdings.get(person.id) ?? null
    return [
      { person, holding, invitation: invitationFor({ meeting, change, personId: person.id, holding, fate }) },
    ]
  })
  // Whatever waits is overtaken; what takes its place is written below, if anything is to be said.
  const overtaken = words.map(({ person }) => `${key}:${person.id}`).filter((one) => fates.has(one))
  await dropByKey(tx.db, ...overtaken)
  const said = words.filter(({ person, invitation }) => invitation || !isDoingOf(change, person.id))
  const replies = await openReplies(tx, meeting, said)
  return said.map(({ person, holding, invitation }) => ({
    personId: person.id,
    key,
    subjectId: meeting.id,
    roomId: meeting.roomId,
    at: meeting.startsAt,
    ...noticeFor(changed, person, around),
    ...(isDoingOf(change, person.id) && { byMailAlone: true }),
    ...(invitation && {
      mail: writeMail(tx, changed, {
        person,
        invitation,
        holding,
        around,
        answerUrls: replies.get(person.id) ?? null,
      }),
      about: invitation.about,
    }),
  }))
}

async function noticesOfAnswer(
  tx: Tx,
  changed: Changed,
  people: readonly Person[],
  around: Telling,
): Promise<NoticeToTell[]> {
  const { meeting, change } = changed
  const others = people.filter(({ id }) => isOthersAnswer(changed, id))
  if (change.kind === 'declined')
    return others.map((organizer) => noticeOfRefusal(tx, changed, organizer, around))
  for (const { id } of others)
    await notifications.takeBackFrom(tx, id, refusalKey(meeting.id, change.actorId))
  return []
}

// Under a key of its own: nothing of what the organizer's calendar is told is overtaken by it.
function noticeOfRefusal(tx: Tx, changed: Changed, organizer: Person, around: Telling): NoticeToTell {
  const { meeting, change } = changed
  const notice = noticeFor(changed, organizer, around)
  return {
    personId: organizer.id,
    key: refusalKey(meeting.id, change.actorId),
    subjectId: meeting.id,
    roomId: meeting.roomId,
    at: meeting.startsAt,
    ...notice,
    mail: declinedMail({
      personName: around.nameOf(change.actorId),
      time: spellTimeFor(meeting, organizer),
      reason: change.reason,
      url: new URL(notice.href ?? '/rooms', tx.app.config.publicUrl).href,
    }),
  }
}

// No mail says that somebody does not come once there is nothing to come to.
async function dropRefusals(tx: Tx, { meeting, change }: Changed): Promise<void> {
  if (change.kind === 'cancelled') await tx.withdraw(refusalKey(meeting.id, ''))
}

function refusalKey(meetingId: string, personId: string): string {
  return `declined:${meetingId}:${personId}`
}

function noticeFor({ meeting, change }: Changed, reader: Person, around: Telling) {
  const isMember = around.memberIds.includes(reader.id)
  const { roomName, nameOf } = around
  return noticeOf({ meeting, change, reader, roomName, nameOf, isMember })
}

function writeMail(
  tx: Tx,
  changed: Changed,
  to: Word & { invitation: Invitation; around: Telling; answerUrls: AnswerUrls | null },
) {
  const { meeting, change } = changed
  const { person, invitation, holding, around, answerUrls } = to
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
    roomUrl: around.memberIds.includes(person.id) ? new URL(cardPath(meeting), publicUrl).href : null,
    answerUrls,
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
  return isAttendee && isOnFor(meeting, personId)
}

// Each mail that asks for an answer holds a link of its own.
async function openReplies(
  tx: Tx,
  meeting: Meeting,
  words: readonly Word[],
): Promise<Map<string, AnswerUrls>> {
  const { id: meetingId, startsAt, endsAt } = meeting
  const asked = words.filter(({ person, invitation }) => invitation && isAsked(meeting, person.id))
  const links = asked.map(({ person }) => ({ personId: person.id, token: newToken() }))
  await insertReplyLinks(
    tx.db,
    links.map(({ personId, token }) => ({
      meetingId,
      personId,
      startsAt,
      endsAt,
      tokenHash: hashToken(token),
    })),
    tx.now,
  )
  return new Map(
    links.map(({ personId, token }) => {
      const urlFor = (say: string) => new URL(`/reply/${token}?say=${say}`, tx.app.config.publicUrl).href
      return [personId, { accept: urlFor('accepted'), decline: urlFor('declined') }]
    }),
  )
}
