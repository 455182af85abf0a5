import type { Tx } from '#platform/app.ts'

import type { OwnRoomWishes } from '../room-wishes.ts'
import { saveRoomWishes } from '../store/room-wishes.ts'
import { tellSettingsChanged } from './tell-settings-changed.ts'

/** Keeps what a person wants of a room; what is left out stays as it was. Whoever calls has checked access. */
export async function changeRoomWishes(
  tx: Tx,
  place: { personId: string; roomId: string },
  wishes: Partial<OwnRoomWishes>,
): Promise<void> {
  await saveRoomWishes(tx.db, place.personId, place.roomId, wishes)
  await tellSettingsChanged(tx, place.personId)
}
