import { type PlaceKind, placeNames } from '#calls/place.ts'
import { cleanLine } from '#ical/plain-text.ts'
import { sayDateTimeRange } from '#time/display.ts'

import type { Change, Meeting } from './meeting.ts'

type Notice = {
  kind: 'meeting_new' | 'meeting_changed' | 'meeting_cancelled'
  title: string
  text: string
  href: string
}

type Reader = { timeZone: string; hourCycle: 12 | 24 | null }

const nameLength = 120

/** What one person is told of a change to a meeting, in a line: what, by whom, and when in their own zone. */
export function noticeOf(view: {
  meeting: Meeting
  change: Pick<Change, 'kind' | 'actorId' | 'reason'>
  reader: Reader
  roomName: string
  nameOf: (personId: string) => string
}): Notice {
  const { meeting, change, reader, roomName, nameOf } = view
  const actor = cleanLine(nameOf(change.actorId), nameLength) || 'Somebody'
  return {
    kind: kinds[change.kind] ?? 'meeting_changed',
    title: `Meeting ${verbs[change.kind] ?? 'changed'} by ${actor}`,
    text: `${sayWhen(meeting, reader)}, in ${cleanLine(roomName, nameLength)}.`,
    href: `/rooms/${meeting.roomId}`,
  }
}

/** What the organizer is told when their calendar made no place for a meeting: where it is instead. */
export function noPlaceNotice(view: {
  meeting: Meeting
  place: Exclude<PlaceKind, 'parley'>
  reader: Reader
  roomName: string
}): Notice {
  const { meeting, place, reader, roomName } = view
  return {
    kind: 'meeting_changed',
    title: `${placeNames[place]} gave no link`,
    text: `The meeting ${sayWhen(meeting, reader)}, in ${cleanLine(roomName, nameLength)} takes place in Parley, behind the same join link.`,
    href: `/rooms/${meeting.roomId}`,
  }
}

function sayWhen({ startsAt, endsAt }: Meeting, { timeZone, hourCycle }: Reader): string {
  const as = { timeZone, locale: 'en-GB', hourCycle: hourCycle ?? 24 }
  return `${sayDateTimeRange([startsAt, endsAt], as)}, your time`
}

const kinds: Partial<Record<Change['kind'], Notice['kind']>> = {
  booked: 'meeting_new',
  cancelled: 'meeting_cancelled',
  left: 'meeting_cancelled',
}

const verbs: Partial<Record<Change['kind'], string>> = {
  booked: 'booked',
  rescheduled: 'moved',
  cancelled: 'cancelled',
  accepted: 'accepted',
  declined: 'declined',
  left: 'left',
}
