import type { App } from '#platform/app.ts'

import { dropFromRoom, type Leaver } from '../steps/drop-from-room.ts'

/** Somebody left a room: they are dropped from what is to come in it. Again changes nothing. */
export async function dropAttendee(app: App, leaver: Leaver): Promise<void> {
  await dropFromRoom(app, leaver)
}
