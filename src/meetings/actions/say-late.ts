import * as accounts from '#accounts'
import type { App } from '#platform/app.ts'
import type { Db } from '#platform/database.ts'
import type { Caller } from '#platform/http.ts'
import { countWrite } from '#platform/rate-limits.ts'

import { lockMeetingFor } from '../access.ts'
import { latenessAnHour, type LateMinutes, lineOfLateness, refuseLateness } from '../attendance.ts'
import { newsOfLateness } from '../news.ts'
import { listAttendance, saveAttendance } from '../store/attendance.ts'
import { listChanges } from '../store/changes.ts'
import { keepNote } from '../steps/keep-note.ts'

/** Says how late one will be, or that one is not after all. The room is told once; what is said again changes the card. */
export async function sayLate(
  app: App,
  caller: Caller,
  { meetingId, minutes }: { meetingId: string; minutes: LateMinutes },
): Promise<void> {
  const { personId } = caller
  await app.transaction(async (tx) => {
    await countWrite(tx, `late|${meetingId}|${personId}`, latenessAnHour)
    const { meeting } = await lockMeetingFor(tx.db, meetingId, personId)
    refuseLateness(meeting, personId, tx.now)
    const known = (await listAttendance(tx.db, meetingId)).find((one) => one.personId === personId)
    const lateMinutes = minutes === 0 ? null : minutes
    if ((known?.lateMinutes ?? null) === lateMinutes) return
    const isFirst = !(await hasSaidSo(tx.db, meetingId, personId))
    await saveAttendance(tx.db, meetingId, { personId, lateMinutes, missed: known?.missed ?? false })
    const person = await accounts.findPerson(tx.db, personId)
    const news = isFirst ? newsOfLateness(meeting, personId, minutes, person?.name ?? 'Somebody') : undefined
    await keepNote(tx, meeting, lineOfLateness(personId, minutes, tx.now), news)
  })
}

// Of the meeting at the time it has now: moved, it is another appointment to be late for.
async function hasSaidSo(db: Db, meetingId: string, personId: string): Promise<boolean> {
  const lines = await listChanges(db, meetingId)
  const sinceMove = lines.slice(lines.findLastIndex((line) => line.kind === 'rescheduled') + 1)
  return sinceMove.some((line) => line.kind === 'late' && line.actorId === personId)
}
