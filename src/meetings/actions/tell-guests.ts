import * as accounts from '#accounts'
import type { App } from '#platform/app.ts'
import { hashToken } from '#platform/ids.ts'

import { guestsMail } from '../mails.ts'
import { isToCome } from '../meeting.ts'
import { spellTimeFor } from '../news.ts'
import { findMeeting } from '../store/meetings.ts'

/**
 * Somebody asked people to a meeting in an outside calendar. They are no attendees and cannot come in: the organizer is
 * told, once for each of them, and how to bring them into the room. Addresses that others asked are not theirs to see.
 */
export async function tellGuests(
  app: App,
  { meetingId, personId, guests }: { meetingId: string; personId: string; guests: readonly string[] },
): Promise<void> {
  await app.transaction(async (tx) => {
    const meeting = await findMeeting(tx.db, meetingId)
    if (!meeting || !isToCome(meeting, tx.now)) return
    const people = await accounts.listPeople(tx.db, [meeting.organizerId, personId])
    const organizer = people.find((person) => person.id === meeting.organizerId)
    const inviter = people.find((person) => person.id === personId)
    if (!organizer) return
    await tx.deliver({
      key: `meeting-guests:${meetingId}:${personId}:${hashToken(guests.toSorted().join(' '))}`,
      personId: organizer.id,
      subjectId: meetingId,
      mail: guestsMail({
        to: organizer.email,
        inviterName: personId === organizer.id ? null : (inviter?.name ?? 'Somebody'),
        guests,
        time: spellTimeFor(meeting, organizer),
        url: new URL(`/rooms/${meeting.roomId}`, app.config.publicUrl).href,
      }),
    })
  })
}
