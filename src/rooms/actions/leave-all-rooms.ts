import type { App } from '#platform/app.ts'

import { listRoomIdsOf } from '../store/rooms.ts'
import { quitRoom } from '../steps/quit-room.ts'

/** Leaves every room somebody is in, one after the other; each is told, and each they owned has another owner then. */
export async function leaveAllRooms(app: App, personId: string): Promise<void> {
  for (const roomId of await listRoomIdsOf(app.db, personId)) await quitRoom(app, personId, roomId)
}
