import type { Me } from '#accounts/contract/me.ts'

import type { Invite } from '../contract/invite.ts'
import type { Meeting } from '../contract/meeting.ts'

/** The person on the other side of a meeting, whose clock is shown beside the reader's. */
export type OtherSide = { name: string; timeZone: string }

/** Whose clock matters beside the reader's: the sender's; for the sender, the zone the times are meant in. */
export function otherSideOf(invite: Invite, me: Me | null | undefined): OtherSide {
  if (invite.organizer.personId === me?.id) return { name: 'the room', timeZone: invite.timeZone }
  return { name: invite.organizer.name, timeZone: invite.timeZone }
}

/** The same for a meeting: the booker for its organizer, the organizer for everybody else. */
export function otherSideOfMeeting(meeting: Meeting, personId: string | undefined): OtherSide {
  const { organizer, bookedBy } = meeting
  const other = organizer.personId === personId ? bookedBy : organizer
  return { name: other.name, timeZone: other.timeZone }
}
