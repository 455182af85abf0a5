import * as accounts from '#accounts'
import * as rooms from '#rooms'
import type { App } from '#platform/app.ts'

import { emptyNotesOf, forgetNameInReasons, listRoomIdsOfPerson } from '../store/erasing.ts'

/** Takes a person's name out of the history of meetings, and empties what belongs to rooms nobody can enter any more. */
export async function erasePersonal(app: App, personId: string): Promise<void> {
  await app.transaction(async (tx) => {
    await forgetNameInReasons(tx.db, personId, accounts.deletedName)
    for (const roomId of await listRoomIdsOfPerson(tx.db, personId)) {
      if ((await rooms.listMembers(tx.db, roomId)).length === 0) await emptyNotesOf(tx.db, roomId)
    }
  })
}
