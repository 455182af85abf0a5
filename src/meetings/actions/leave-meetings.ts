import type { App } from '#platform/app.ts'

import { listRoomIdsAhead } from '../store/erasing.ts'
import { dropFromRoom } from '../steps/drop-from-room.ts'

/** Drops somebody who has left their rooms from what is to come there, without waiting for the fact of it. */
export async function leaveMeetings(app: App, personId: string): Promise<void> {
  for (const roomId of await listRoomIdsAhead(app.db, personId, app.now()))
    await dropFromRoom(app, { roomId, personId, removedById: null })
}
