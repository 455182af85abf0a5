import { cleanLine } from '#ical/plain-text.ts'
import { hourCycleIn, sayDateTimeRange } from '#time/display.ts'

import type { Change, Meeting } from './meeting.ts'

type Notice = {
  kind: 'meeting_new' | 'meeting_changed' | 'meeting_cancelled'
  title: string
  text: string
  href: string | null
}

const nameLength = 120

/** What one person is told of a change to a meeting, in a line: what, by whom, and when in their own zone. */
export function noticeOf(view: {
  meeting: Meeting
  change: Pick<Change, 'kind' | 'actorId' | 'reason'>
  reader: { timeZone: string; hourCycle: 12 | 24 | null }
  roomName: string
  nameOf: (personId: string) => string
  /** Whether the reader is in the room still. */
  isMember: boolean
}): Notice {
  const { meeting, change, reader, roomName, nameOf, isMember } = view
  const actor = cleanLine(nameOf(change.actorId), nameLength) || 'Somebody'
  const as = {
    timeZone: reader.timeZone,
    locale: 'en-GB',
    hourCycle: reader.hourCycle ?? hourCycleIn(reader.timeZone),
  }
  const time = sayDateTimeRange([meeting.startsAt, meeting.endsAt], as)
  return {
    kind: kinds[change.kind] ?? 'meeting_changed',
    title: `Meeting ${verbs[change.kind] ?? 'changed'} by ${actor}`,
    text: `${time}, your time, in ${cleanLine(roomName, nameLength)}.`,
    href: isMember ? `/rooms/${meeting.roomId}` : null,
  }
}

const kinds: Partial<Record<Change['kind'], Notice['kind']>> = {
  booked: 'meeting_new',
  cancelled: 'meeting_cancelled',
  left: 'meeting_cancelled',
  removed: 'meeting_cancelled',
}

const verbs: Partial<Record<Change['kind'], string>> = {
  booked: 'booked',
  rescheduled: 'moved',
  cancelled: 'cancelled',
  accepted: 'accepted',
  declined: 'declined',
  left: 'left',
  removed: 'closed to you',
}
