import * as availability from '#availability'
import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { catchUpCopies } from '../steps/catch-up-copies.ts'
import { saveWritesAttended } from '../store/settings.ts'
import { tellChanged } from '../steps/tell-changed.ts'

/** Keeps whether meetings one only attends are written, too; what was not is written when they are from now on. */
export async function saveSettings(
  app: App,
  caller: Caller,
  { writesAttended }: { writesAttended: boolean },
): Promise<void> {
  await app.transaction(async (tx) => {
    await availability.lockBusy(tx, [caller.personId])
    await saveWritesAttended(tx.db, caller.personId, writesAttended)
    await catchUpCopies(tx, caller.personId)
    await tellChanged(tx, caller.personId)
  })
}
