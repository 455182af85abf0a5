import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { quitRoom } from '../steps/quit-room.ts'

/** Leaves a room. When its owner leaves, the longest member follows; the last one leaves an empty room behind. */
export async function leaveRoom(app: App, caller: Caller, { roomId }: { roomId: string }): Promise<void> {
  await quitRoom(app, caller.personId, roomId)
}
