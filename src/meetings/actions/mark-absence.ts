import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { lockMeetingFor } from '../access.ts'
import { lineOfAbsence, refuseMarking } from '../attendance.ts'
import { listAttendance, saveAttendance } from '../store/attendance.ts'
import { keepNote } from '../steps/keep-note.ts'

/** Notes that somebody did not come, or takes that back. On the card and in its history; the room is not told aloud. */
export async function markAbsence(
  app: App,
  caller: Caller,
  { meetingId, personId, missed }: { meetingId: string; personId: string; missed: boolean },
): Promise<void> {
  const actorId = caller.personId
  await app.transaction(async (tx) => {
    const { meeting } = await lockMeetingFor(tx.db, meetingId, actorId)
    refuseMarking(meeting, { actorId, personId }, tx.now)
    const known = (await listAttendance(tx.db, meetingId)).find((one) => one.personId === personId)
    if ((known?.missed ?? false) === missed) return
    await saveAttendance(tx.db, meetingId, { personId, lateMinutes: known?.lateMinutes ?? null, missed })
    await keepNote(tx, meeting, lineOfAbsence({ actorId, personId, missed }, tx.now))
  })
}
