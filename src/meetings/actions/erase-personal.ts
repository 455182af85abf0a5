import * as accounts from '#accounts'
import * as rooms from '#rooms'
import type { App } from '#platform/app.ts'
import type { TxDb } from '#platform/database.ts'

import {
  emptyNotesOf,
  emptyWordsOf,
  forgetNameInReasons,
  listConsultationsOf,
  listRoomIdsOfPerson,
} from '../store/erasing.ts'

/**
 * Takes a person's name out of the history of meetings, and empties what belongs to rooms nobody can enter any more, and what
 * they wrote with consultations.
 */
export async function erasePersonal(app: App, personId: string): Promise<void> {
  await app.transaction(async (tx) => {
    await forgetNameInReasons(tx.db, personId, accounts.deletedName)
    await emptyWordsInConsultations(tx.db, personId)
    for (const roomId of await listRoomIdsOfPerson(tx.db, personId)) {
      if ((await rooms.listMembers(tx.db, roomId)).length === 0) await emptyNotesOf(tx.db, roomId)
    }
  })
}

// With a consultation one writes what one would not say in a room of many.
async function emptyWordsInConsultations(db: TxDb, personId: string): Promise<void> {
  const meetingIds = (await listConsultationsOf(db, personId)).map((one) => one.meetingId)
  if (meetingIds.length === 0) return
  await emptyWordsOf(db, personId, meetingIds)
  await rooms.emptyReasonsOf(db, personId, meetingIds)
}
