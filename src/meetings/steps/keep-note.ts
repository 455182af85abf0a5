import * as rooms from '#rooms'
import type { Tx } from '#platform/app.ts'

import type { Change } from '../change.ts'
import type { Meeting } from '../meeting.ts'
import type { News } from '../news.ts'
import { insertChange } from '../store/changes.ts'

/**
 * Adds a line to a meeting's history in the caller's change and has open pages look again, while the meeting itself stays
 * as it is: nothing of it goes to calendars or calls. The room is told where there are `news`.
 */
export async function keepNote(
  tx: Tx,
  meeting: Meeting,
  change: Omit<Change, 'number'>,
  news?: News,
): Promise<void> {
  const { id, roomId } = meeting
  const { actorId, aboutId } = change
  await insertChange(tx.db, id, change)
  const about = aboutId ? { personId: aboutId } : {}
  await tx.audit({ action: `meeting.${change.kind}`, actorId, ...about, roomId, subjectId: id })
  if (news) await rooms.postSystem(tx, { roomId, actorId, ...news })
  await rooms.announceCard(tx, roomId, { kind: 'meeting', id, actorId })
}
