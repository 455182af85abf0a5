import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import type { QuietHours } from '../quiet-hours.ts'
import type { DefaultRoomWishes, MutedRoom } from '../room-wishes.ts'
import { findQuietHours } from '../store/quiet-hours.ts'
import { findRoomWishes, listMutedRooms } from '../store/room-wishes.ts'
import { listWishes } from '../store/wishes.ts'
import { type Wishes, wishesOf } from '../wishes.ts'

/** What somebody wants to be told, and how. */
export type Settings = {
  wishes: Wishes
  quietHours: QuietHours | null
  rooms: DefaultRoomWishes
  /** Rooms of whose messages nothing is told for the moment. */
  mutedRooms: readonly MutedRoom[]
}

/** What the caller wants to be told, and how. */
export async function readSettings(app: App, { personId }: Caller): Promise<Settings> {
  return await app.snapshot(async (db) => ({
    wishes: wishesOf(await listWishes(db, personId)),
    quietHours: await findQuietHours(db, personId),
    rooms: (await findRoomWishes(db, personId, null)).usual,
    mutedRooms: await listMutedRooms(db, personId, app.now()),
  }))
}
