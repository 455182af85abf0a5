import * as accounts from '#accounts'
import * as calendars from '#calendars'
import * as calls from '#calls'
import * as notifications from '#notifications'
import * as rooms from '#rooms'
import type { App, Tx } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { countWrite } from '#platform/rate-limits.ts'

import { lockMeetingFor } from '../access.ts'
import { presentWhere } from '../contract/where.ts'
import { refuseConference, refusePlace } from '../invite.ts'
import type { Meeting } from '../meeting.ts'
import { newsOfPlace } from '../news.ts'
import { placeNotice } from '../notice.ts'
import { lineOfPlace, placesAnHour, refusePlacing, sayPlace } from '../placing.ts'
import { keepCopies } from '../steps/keep-copies.ts'
import { keepNote } from '../steps/keep-note.ts'

/**
 * Has a meeting take place elsewhere, or in Parley after all. Calendars and mails hold the join link, which stays; so nobody's
 * calendar is told, but for the organizer's own where it is to make the place.
 */
export async function changePlace(
  app: App,
  caller: Caller,
  { meetingId, ...place }: { meetingId: string } & calls.Place,
): Promise<void> {
  const { personId } = caller
  await app.transaction(async (tx) => {
    const { meeting } = await lockMeetingFor(tx.db, meetingId, personId)
    refusePlacing(meeting, personId, tx.now)
    refusePlace(place)
    const offered = await calendars.findConference(tx.db, personId)
    refuseConference(place, offered)
    const elsewhere = calls.leadElsewhere(place, offered)
    if (!(await calls.changeElsewhere(tx, { callId: meeting.callId, elsewhere }))) return
    await countWrite(tx, `place|${meetingId}|${personId}`, placesAnHour)
    await keepCopies(tx, meeting)
    const organizer = await accounts.findPerson(tx.db, personId)
    const name = organizer?.name ?? 'Somebody'
    const where = sayPlace(presentWhere(elsewhere))
    await keepNote(tx, meeting, lineOfPlace(personId, tx.now), newsOfPlace(meeting, where, name))
    await tellOthers(tx, meeting, { place: where, name })
  })
}

async function tellOthers(tx: Tx, meeting: Meeting, told: { place: string; name: string }): Promise<void> {
  const coming = meeting.people.filter((one) => one.rsvp !== 'declined')
  const people = await accounts.listPeople(
    tx.db,
    coming.map((one) => one.personId),
  )
  const roomName = await rooms.readRoomName(tx.db, meeting.roomId)
  const others = people.filter(({ id }) => id !== meeting.organizerId)
  // In one order everywhere, since each takes its person's stream.
  for (const reader of others.toSorted((one, other) => (one.id < other.id ? -1 : 1))) {
    await notifications.tell(tx, {
      ...placeNotice({ meeting, ...told, reader, roomName }),
      personId: reader.id,
      key: `meeting-place:${meeting.id}`,
      subjectId: meeting.id,
      roomId: meeting.roomId,
      at: meeting.startsAt,
    })
  }
}
