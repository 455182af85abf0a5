import { type PlaceKind, placeNames } from '#calls/place.ts'
import { cleanLine } from '#ical/plain-text.ts'
import { type ClockChoice, readerBy, sayDateTimeRange, sayDay, sayTime } from '#time/display.ts'
import type { Instant } from '#time/instant.ts'

import type { Change } from './change.ts'
import { cardPath, type Meeting, ownTitleOf } from './meeting.ts'

type Notice = {
  kind: 'meeting_new' | 'meeting_changed' | 'meeting_cancelled' | 'consultation_new'
  title: string
  text: string
  href: string | null
}

const nameLength = 120

/** What one person is told of a change to a meeting, in a line: what, by whom, and when in their own zone. */
export function noticeOf(view: {
  meeting: Meeting
  change: Pick<Change, 'kind' | 'actorId' | 'reason'>
  reader: ClockChoice & { id: string }
  roomName: string
  nameOf: (personId: string) => string
  /** Whether the reader is in the room still. */
  isMember: boolean
}): Notice {
  const { meeting, change, reader, roomName, nameOf, isMember } = view
  const actor = cleanLine(nameOf(change.actorId), nameLength) || 'Somebody'
  // To who offers them, what is booked of their hours is another matter than a meeting.
  const isConsultation = meeting.offeringId !== null
  const isOffered = isConsultation && change.kind === 'booked' && reader.id === meeting.organizerId
  const kind = isOffered ? 'consultation_new' : (kinds[change.kind] ?? 'meeting_changed')
  const room = cleanLine(roomName, nameLength)
  const when = isConsultation
    ? `${ownTitleOf(meeting) ?? 'A time'}: ${sayWhen(meeting, reader)}.`
    : `${sayWhen(meeting, reader)}, in ${room}.`
  const href = isMember ? cardPath(meeting) : null
  const what = isConsultation ? 'consultation' : 'meeting'
  if (change.kind === 'removed') {
    const title = `You are no longer expected at the ${what}`
    return { kind, title, text: `${actor} removed you from ${room}. It was to be ${when}`, href }
  }
  if (change.kind === 'agreed') return { kind, title: 'A time is agreed', text: when, href }
  const title = `${isConsultation ? 'Consultation' : 'Meeting'} ${verbs[change.kind] ?? 'changed'} by ${actor}`
  return { kind, title, text: change.kind === 'cancelled' ? `It was to be ${when}` : when, href }
}

/** What one person is told of a hold: that it waits for them, or that it ended without a meeting. */
export function noticeOfHold(view: {
  meeting: Meeting
  change: Pick<Change, 'kind' | 'actorId'>
  reader: ClockChoice
  nameOf: (personId: string) => string
}): Notice {
  const { meeting, change, reader, nameOf } = view
  const as = readerBy(reader)
  const actor = cleanLine(nameOf(change.actorId), nameLength) || 'Somebody'
  const href = cardPath(meeting)
  const what = ownTitleOf(meeting) ?? 'a time'
  if (change.kind === 'requested') {
    const until = meeting.heldUntil ?? meeting.startsAt
    const by = `${sayDay(until, as)}, ${sayTime(until, as)}`
    const text = `${sayWhen(meeting, reader)}. Answer until ${by}; until then nobody else can take this time.`
    return { kind: 'consultation_new', title: `${actor} asks for ${what}`, text, href }
  }
  const text = `${what}: ${sayWhen(meeting, reader)}, is free again.`
  return {
    kind: 'meeting_cancelled',
    title: endings[change.kind]?.(actor) ?? 'It was not booked',
    text,
    href,
  }
}

/** A moment as one reader's clock shows it, saying whose clock that is. */
export function sayMoment(at: Instant, reader: ClockChoice): string {
  const as = readerBy(reader)
  return `${sayDay(at, as)}, ${sayTime(at, as)}, your time`
}

/** What the organizer is told when their calendar made no place for a meeting: where it is instead. */
export function noPlaceNotice(view: {
  meeting: Meeting
  place: Exclude<PlaceKind, 'parley'>
  reader: ClockChoice
  roomName: string
}): Notice {
  const { meeting, place, reader, roomName } = view
  return {
    kind: 'meeting_changed',
    title: `${placeNames[place]} gave no link`,
    text: `The meeting in ${cleanLine(roomName, nameLength)} takes place in Parley instead: ${sayWhen(meeting, reader)}. Its join link stays the same.`,
    href: cardPath(meeting),
  }
}

/** What one person is told when a meeting takes place elsewhere from now on; `place` as it stands in a sentence. */
export function placeNotice(view: {
  meeting: Meeting
  place: string
  name: string
  reader: ClockChoice
  roomName: string
}): Notice {
  const { meeting, place, name, reader, roomName } = view
  return {
    kind: 'meeting_changed',
    title: `${cleanLine(name, nameLength) || 'Somebody'} changed where a meeting takes place`,
    text: `The meeting in ${cleanLine(roomName, nameLength)} takes place ${place}: ${sayWhen(meeting, reader)}. The join link leads there.`,
    href: cardPath(meeting),
  }
}

function sayWhen({ startsAt, endsAt }: Meeting, reader: ClockChoice): string {
  return `${sayDateTimeRange([startsAt, endsAt], readerBy(reader))}, your time`
}

const endings: Partial<Record<Change['kind'], (actor: string) => string>> = {
  refused: (actor) => `${actor} said no`,
  withdrawn: (actor) => `${actor} no longer asks for a time`,
  ran_out: () => 'Nobody answered in time',
}

const kinds: Partial<Record<Change['kind'], Notice['kind']>> = {
  booked: 'meeting_new',
  agreed: 'meeting_new',
  confirmed: 'meeting_new',
  cancelled: 'meeting_cancelled',
  left: 'meeting_cancelled',
  removed: 'meeting_cancelled',
}

const verbs: Partial<Record<Change['kind'], string>> = {
  booked: 'booked',
  confirmed: 'confirmed',
  rescheduled: 'moved',
  cancelled: 'cancelled',
  accepted: 'accepted',
  declined: 'declined',
  left: 'left',
}
