import type { Tx } from '#platform/app.ts'
import { holdStream } from '#platform/streams.ts'

import { accessRoom } from '../access.ts'
import { roomStream } from '../room.ts'
import type { RoomAccess } from '../store/rooms.ts'

/**
 * The room for a member, held: nobody comes or leaves until the end of the caller's change. Whoever was removed since their access
 * was read is turned away here (404), and nothing of the change stays. Call it after everything else that is locked.
 */
export async function holdRoom(tx: Tx, roomId: string, personId: string): Promise<RoomAccess> {
  // Coming and leaving are numbered in the room's stream, which holds it.
  await holdStream(tx.db, roomStream(roomId))
  return await accessRoom(tx.db, roomId, personId)
}
