import { findPerson } from '#accounts'
import type { App } from '#platform/app.ts'
import { missing } from '#platform/refusal.ts'

import type { MailStop } from '../mail-stop.ts'
import { openStop } from '../steps/open-stop.ts'
import { tellSettingsChanged } from '../steps/tell-settings-changed.ts'
import { saveRoomWishes } from '../store/room-wishes.ts'
import { saveWish } from '../store/wishes.ts'

/** Ends the mails that the address is about: of a kind, or about the messages of a room. Again changes nothing more. */
export async function stopMails(app: App, token: string): Promise<MailStop> {
  const stop = openStop(app, token)
  const { personId, kind, roomId } = stop
  await app.transaction(async (tx) => {
    if (!(await findPerson(tx.db, personId))) throw missing()
    if (roomId !== null) await saveRoomWishes(tx.db, personId, roomId, { mails: false })
    else await saveWish(tx.db, personId, { kind, channel: 'mail', wanted: false })
    await tellSettingsChanged(tx, personId)
  })
  return stop
}
