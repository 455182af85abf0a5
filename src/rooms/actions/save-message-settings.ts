import type { z } from 'zod'

import * as notifications from '#notifications'
import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { accessRoom } from '../access.ts'
import { type saveMessageSettings as contract, wishesFrom } from '../contract/message-settings.ts'

/** Keeps what the caller wants to be told of this room; what is left out stays as it was. */
export async function saveMessageSettings(
  app: App,
  { personId }: Caller,
  roomId: string,
  sent: z.output<typeof contract.body>,
): Promise<void> {
  await app.transaction(async (tx) => {
    await accessRoom(tx.db, roomId, personId)
    await notifications.changeRoomWishes(tx, { personId, roomId }, wishesFrom(sent))
  })
}
