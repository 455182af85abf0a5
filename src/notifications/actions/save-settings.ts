import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import type { QuietHours } from '../quiet-hours.ts'
import type { DefaultRoomWishes } from '../room-wishes.ts'
import { tellSettingsChanged } from '../steps/tell-settings-changed.ts'
import { saveQuietHours } from '../store/quiet-hours.ts'
import { saveRoomWishes } from '../store/room-wishes.ts'
import { saveWish } from '../store/wishes.ts'
import type { Wish } from '../wishes.ts'

/** One choice of the caller; what is left out stays as it was. */
type Choice = {
  wish?: Wish | undefined
  /** Null ends them. */
  quietHours?: QuietHours | null | undefined
  rooms?: DefaultRoomWishes | undefined
}

/** Keeps what the caller chose; every open page of theirs shows it. */
export async function saveSettings(app: App, { personId }: Caller, choice: Choice): Promise<void> {
  const { wish, quietHours, rooms } = choice
  await app.transaction(async (tx) => {
    if (wish) await saveWish(tx.db, personId, wish)
    if (quietHours !== undefined) await saveQuietHours(tx.db, personId, quietHours)
    if (rooms) await saveRoomWishes(tx.db, personId, null, rooms)
    await tellSettingsChanged(tx, personId)
  })
}
