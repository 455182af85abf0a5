import * as availability from '#availability'
import * as calls from '#calls'
import * as rooms from '#rooms'
import type { App, Tx } from '#platform/app.ts'

import { callOf, withAttendee } from '../meeting.ts'
import { keepCopies } from '../steps/keep-copies.ts'
import { keepReminders } from '../steps/keep-reminders.ts'
import { readAround } from '../steps/read-around.ts'
import { tellPeople } from '../steps/tell-people.ts'
import { insertEngagements } from '../store/engagements.ts'
import { listMeetingIdsToCome, saveMeeting, takeMeeting } from '../store/meetings.ts'

/** Asks somebody who came into a room to its meetings to come. Again changes nothing. */
export async function addAttendee(
  app: App,
  { roomId, personId }: { roomId: string; personId: string },
): Promise<void> {
  for (const meetingId of await listMeetingIdsToCome(app.db, roomId, app.now())) {
    await app.transaction((tx) => addToMeeting(tx, meetingId, personId))
  }
}

async function addToMeeting(tx: Tx, meetingId: string, personId: string): Promise<void> {
  const meeting = await takeMeeting(tx.db, meetingId)
  if (!meeting) return
  const members = await rooms.listMemberIds(tx.db, meeting.roomId)
  const grown = withAttendee(meeting, personId, tx.now)
  const newcomer = grown?.people.find((one) => one.personId === personId)
  if (!grown || !newcomer || !members.includes(personId)) return
  // To them it is as new as it was to the others when it was booked.
  const said = { at: tx.now, from: null, to: null, reason: '', requestId: null }
  const change = { kind: 'booked', actorId: grown.bookedById, ...said } as const
  await availability.lockBusy(tx, [personId])
  await insertEngagements(tx.db, grown, [newcomer])
  await saveMeeting(tx.db, grown)
  await calls.changeCall(tx, { id: grown.callId, changes: callOf(grown) })
  const around = await readAround(tx, { meeting: grown, change })
  await keepCopies(tx, grown, around)
  await keepReminders(tx, grown)
  await rooms.announceCard(tx, grown.roomId, { kind: 'meeting', id: meetingId, actorId: personId })
  await tellPeople(tx, { meeting: grown, change }, around, [personId])
}
