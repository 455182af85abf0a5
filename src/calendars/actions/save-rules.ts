import * as availability from '#availability'
import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { lockLink } from '../access.ts'
import type { BusyRules } from '../event.ts'
import { saveLinkRules } from '../store/links.ts'
import { tellChanged } from '../steps/tell-changed.ts'

/** Keeps what of the doubtful counts as busy in one's account; offered times follow at once. */
export async function saveRules(app: App, caller: Caller, linkId: string, rules: BusyRules): Promise<void> {
  await app.transaction(async (tx) => {
    await availability.lockBusy(tx, [caller.personId])
    await lockLink(tx.db, linkId, caller.personId)
    await saveLinkRules(tx.db, linkId, rules)
    await tellChanged(tx, caller.personId)
  })
}
