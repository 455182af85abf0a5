import * as calendars from '#calendars'
import * as notifications from '#notifications'
import type { Tx } from '#platform/app.ts'
import { dropByKey, takeFates } from '#platform/deliveries.ts'

import { heardOff, invitationFor, mailKey } from '../invitation.ts'
import { declinedMail } from '../mails.ts'
import { droppedBy, isDoingOf } from '../change.ts'
import { type Changed, idsOf, isAsked, isOnFor } from '../meeting.ts'
import { spellTimeFor } from '../news.ts'
import { noticeOf } from '../notice.ts'
import { calendarEventOf } from './calendar-event-of.ts'
import { openReplies } from './open-replies.ts'
import type { Around } from './read-around.ts'
import { type Word, writeMeetingMail } from './write-meeting-mail.ts'

type Person = Around['people'][number]
type NoticeToTell = notifications.NoticeToTell

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
  await dropRefusals(tx, changed)
  const people = around.people.filter(({ id }) => personIds.includes(id))
  const isOther = ({ id }: Person) => isOthersAnswer(changed, id)
  const concerned = people.filter((one) => !isOther(one))
  const ofChange = await noticesOfChange(tx, changed, concerned, around)
  const ofAnswer = await noticesOfAnswer(tx, changed, people.filter(isOther), around)
  await notifications.tellAll(tx, [...ofChange, ...ofAnswer])
}

function concernedBy({ meeting, change }: Changed): string[] {
  if (['booked', 'agreed', 'confirmed', 'rescheduled', 'cancelled'].includes(change.kind))
    return idsOf(meeting)
  // An answer, or a leave, concerns the calendar of nobody but their own; that somebody does not come, or does after all, its
  // organizer, too.
  if (change.kind === 'declined' || change.kind === 'accepted') return [change.actorId, meeting.organizerId]
  const dropped = droppedBy(change)
  return dropped === null ? [] : [dropped]
}

// Somebody else's answer is no change to a person's own calendar: its organizer is told of it apart.
function isOthersAnswer({ change }: Changed, personId: string): boolean {
  return (change.kind === 'declined' || change.kind === 'accepted') && personId !== change.actorId
}

async function noticesOfChange(
  tx: Tx,
  changed: Changed,
  people: readonly Person[],
  around: Around,
): Promise<NoticeToTell[]> {
  const { meeting, change } = changed
  const words = await takeWords(tx, changed, people)
  const said = words.filter(({ person, invitation }) => invitation || !isDoingOf(change, person.id))
  const event = calendarEventOf(tx.app, meeting, around)
  const mailed = said.filter(({ invitation }) => invitation).map(({ person }) => person.id)
  const asked = mailed.filter((id) => isAsked(meeting, id) && isOnFor(meeting, id))
  const answerUrls = await openReplies(tx, meeting, asked)
  return said.map(({ person, holding, invitation }) => ({
    ...noticeFor(changed, person, around),
    key: mailKey(meeting.id),
    ...(isDoingOf(change, person.id) && { byMailAlone: true }),
    ...(invitation && {
      mail: writeMeetingMail(tx, changed, { person, holding, invitation, around, event, answerUrls }),
      about: invitation.about,
    }),
  }))
}

// What they are to be told, by what reached them before: that is theirs until the end of the change, and whatever of it waits is
// overtaken. What takes its place is written after this, if anything is to be said.
async function takeWords(tx: Tx, { meeting, change }: Changed, people: readonly Person[]): Promise<Word[]> {
  const holdings = await calendars.listHoldings(tx.db, meeting.id, tx.now)
  // As notifications name what goes out to one person.
  const keyTo = ({ id }: Person) => `${mailKey(meeting.id)}:${id}`
  const fates = await takeFates(tx.db, people.map(keyTo))
  const words = people.flatMap((person): Word[] => {
    const fate = fates.get(keyTo(person)) ?? null
    // Who comes anyway knows when; only who had said no before has it out of their calendar.
    if (change.kind === 'accepted' && !heardOff(fate)) return []
    const holding = holdings.get(person.id) ?? null
    const invitation = invitationFor({ meeting, change, personId: person.id, holding, fate })
    return [{ person, holding, invitation }]
  })
  const overtaken = words.map(({ person }) => keyTo(person)).filter((key) => fates.has(key))
  await dropByKey(tx.db, ...overtaken)
  return words
}

async function noticesOfAnswer(
  tx: Tx,
  changed: Changed,
  others: readonly Person[],
  around: Around,
): Promise<NoticeToTell[]> {
  const { meeting, change } = changed
  if (change.kind === 'declined')
    return others.map((organizer) => noticeOfRefusal(tx, changed, organizer, around))
  for (const { id } of others)
    await notifications.takeBackFrom(tx, id, refusalKey(meeting.id, change.actorId))
  return []
}

// Under a key of its own: nothing of what the organizer's calendar is told is overtaken by it.
function noticeOfRefusal(tx: Tx, changed: Changed, organizer: Person, around: Around): NoticeToTell {
  const { meeting, change } = changed
  const notice = noticeFor(changed, organizer, around)
  return {
    ...notice,
    key: refusalKey(meeting.id, change.actorId),
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

function noticeFor({ meeting, change }: Changed, reader: Person, around: Around) {
  const { roomName, nameOf, memberIds } = around
  const isMember = memberIds.includes(reader.id)
  return {
    ...noticeOf({ meeting, change, reader, roomName, nameOf, isMember }),
    personId: reader.id,
    subjectId: meeting.id,
    roomId: meeting.roomId,
    at: meeting.startsAt,
  }
}
