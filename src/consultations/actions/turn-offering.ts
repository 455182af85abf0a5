import * as accounts from '#accounts'
import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { conflict } from '#platform/refusal.ts'

import { lockOwnOffering } from '../access.ts'
import type { OwnOffering } from '../contract.ts'
import { presentOwnOffering } from '../steps/present-own-offering.ts'
import { updateOn } from '../store/offerings.ts'

/** Turns it on or off. To be on it needs an address, so its offerer needs a handle (409). */
export async function turnOffering(
  app: App,
  { personId }: Caller,
  offeringId: string,
  isOn: boolean,
): Promise<OwnOffering> {
  return app.transaction(async (tx) => {
    await lockOwnOffering(tx.db, offeringId, personId)
    if (isOn && (await accounts.findHandle(tx.db, personId)) === null) {
      throw conflict('handle_needed', 'Choose your address first, so that your offering has a page.')
    }
    await updateOn(tx.db, offeringId, isOn, tx.now)
    return presentOwnOffering(app, tx.db, { offeringId, personId })
  })
}
