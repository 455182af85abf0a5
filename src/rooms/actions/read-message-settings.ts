import * as notifications from '#notifications'
import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { accessRoom } from '../access.ts'
import { type MessageSettings, presentMessageSettings } from '../contract/message-settings.ts'

/** What the caller wants to be told of this room. */
export async function readMessageSettings(
  app: App,
  { personId }: Caller,
  roomId: string,
): Promise<MessageSettings> {
  await accessRoom(app.db, roomId, personId)
  return presentMessageSettings(await notifications.findRoomWishes(app.db, personId, roomId), app.now())
}
