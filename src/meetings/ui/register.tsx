import type { RoomRegistry } from '#rooms/ui/registry.tsx'

import { CalendarTool } from './CalendarTool.tsx'
import { CounterOfferCard } from './CounterOfferCard.tsx'
import { InviteCard } from './InviteCard.tsx'
import { InviteLine } from './InviteLine.tsx'
import { MeetingCard } from './MeetingCard.tsx'
import { MeetingLine } from './MeetingLine.tsx'
import { NotMovedLine } from './NotMovedLine.tsx'

/** The cards meetings bring to rooms. */
export const meetingCards: RoomRegistry['cards'] = {
  invite: InviteCard,
  'counter-offer': CounterOfferCard,
  meeting: MeetingCard,
}

/** What a room says about meetings and offers of times. */
export const meetingSystemLines: RoomRegistry['systemLines'] = {
  'invite.withdrawn': InviteLine,
  'meeting.booked': MeetingLine,
  'meeting.agreed': MeetingLine,
  'meeting.requested': MeetingLine,
  'meeting.confirmed': MeetingLine,
  'meeting.refused': MeetingLine,
  'meeting.withdrawn': MeetingLine,
  'meeting.ran_out': MeetingLine,
  'meeting.rescheduled': MeetingLine,
  'meeting.cancelled': MeetingLine,
  'meeting.declined': MeetingLine,
  'meeting.accepted': MeetingLine,
  'meeting.reminder': MeetingLine,
  'meeting.late': MeetingLine,
  'meeting.new_times': MeetingLine,
  'meeting.times_closed': MeetingLine,
  'meeting.placed': MeetingLine,
  'meeting.not-moved': NotMovedLine,
}

/** What stands in a room's header. */
export const meetingTools: RoomRegistry['roomTools'] = [CalendarTool]
