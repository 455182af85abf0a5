import { deletedName, findPerson, listNames } from '#accounts'
import type { App } from '#platform/app.ts'
import { patternOfNames } from '#platform/personal.ts'
import { forgetEvents } from '#platform/streams.ts'

import { roomStream } from '../room.ts'
import {
  emptyRooms,
  forgetEntriesOf,
  listLeftRooms,
  listRoomIdsEver,
  renameInSystemMessages,
} from '../store/erasing.ts'

/**
 * Takes a person out of the rooms they were in. What they wrote stays there under no name; what the rooms said of them says
 * none any more. Rooms in which nobody is left are emptied. The rooms' events go, because names and texts stand in them:
 * a page that missed some reads its room anew.
 */
export async function erasePersonal(app: App, personId: string): Promise<void> {
  await app.transaction(async (tx) => {
    const person = await findPerson(tx.db, personId)
    if (!person) return
    const pattern = patternOfNames(await listNames(tx.db, personId))
    const roomIds = await listRoomIdsEver(tx.db, personId)
    if (pattern !== null && roomIds.length > 0)
      await renameInSystemMessages(tx.db, roomIds, { personId, pattern, instead: deletedName })
    await forgetEntriesOf(tx.db, person, tx.now)
    const left = await listLeftRooms(tx.db, roomIds)
    await emptyRooms(tx.db, left)
    for (const roomId of roomIds) {
      await forgetEvents(tx.db, roomStream(roomId))
      await tx.announce(roomStream(roomId), {
        kind: 'member.changed',
        actorId: null,
        payload: { personId, name: deletedName, timeZone: 'UTC' },
      })
    }
  })
}
