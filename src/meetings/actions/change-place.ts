import * as calendars from '#calendars'
import * as calls from '#calls'
import * as notifications from '#notifications'
import type { App, Tx } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { countWrite } from '#platform/rate-limits.ts'

import { lockMeetingFor } from '../access.ts'
import { presentWhere } from '../contract/where.ts'
import { refuseConference, refusePlace } from '../invite.ts'
import { isExpected, type Meeting } from '../meeting.ts'
import { newsOfPlace } from '../news.ts'
import { placeNotice } from '../notice.ts'
import { lineOfPlace, placeKey, placesAnHour, refusePlacing, sayPlace } from '../placing.ts'
import { keepCopies } from '../steps/keep-copies.ts'
import { keepNote } from '../steps/keep-note.ts'
import { type Around, readAround } from '../steps/read-around.ts'

/**
 * Has a meeting take place elsewhere, or in Parley after all. Calendars and mails hold the join link, which stays; so nobody's
 * calendar is told, but for the organizer's own where it is to make the place.
 */
export async function changePlace(
  app: App,
  caller: Caller,
  { meetingId, ...wished }: { meetingId: string } & calls.Place,
): Promise<void> {
  const { personId } = caller
  await app.transaction(async (tx) => {
    const { meeting } = await lockMeetingFor(tx.db, meetingId, personId)
    refusePlacing(meeting, personId, tx.now)
    refusePlace(wished)
    const offered = await calendars.findConference(tx.db, personId, tx.now)
    refuseConference(wished, offered)
    const elsewhere = calls.leadElsewhere(wished, offered)
    if (!(await calls.changeElsewhere(tx, { callId: meeting.callId, elsewhere }))) return
    await countWrite(tx, `place|${meetingId}|${personId}`, placesAnHour)
    const around = await readAround(tx, { meeting })
    // A place that their calendar is to make is asked for now, also where it made none before.
    await keepCopies(tx, meeting, around, elsewhere?.state === 'waiting' ? { again: personId } : {})
    await notifications.takeBackFrom(tx, personId, placeKey(meeting.id))
    const told = { place: sayPlace(presentWhere(elsewhere)), name: around.nameOf(personId) }
    await keepNote(tx, meeting, lineOfPlace(personId, tx.now), newsOfPlace(meeting, told))
    await tellOthers(tx, meeting, { ...told, around })
  })
}

async function tellOthers(
  tx: Tx,
  meeting: Meeting,
  { around, ...told }: { place: string; name: string; around: Around },
): Promise<void> {
  const readers = around.people.filter(({ id }) => id !== meeting.organizerId && isExpected(meeting, id))
  const notices = readers.map((reader): notifications.NoticeToTell => ({
    ...placeNotice({ meeting, ...told, reader, roomName: around.roomName }),
    personId: reader.id,
    key: placeKey(meeting.id),
    subjectId: meeting.id,
    roomId: meeting.roomId,
    at: meeting.startsAt,
  }))
  await notifications.tellAll(tx, notices)
}
