import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { lockOwnOffering } from '../access.ts'
import type { OwnOffering } from '../contract.ts'
import { presentOwnOffering } from '../steps/present-own-offering.ts'
import { raiseVersion } from '../store/offerings.ts'
import { deletePicture } from '../store/pictures.ts'

/** Takes the picture of an offering away. */
export async function removePicture(
  app: App,
  { personId }: Caller,
  offeringId: string,
): Promise<OwnOffering> {
  return app.transaction(async (tx) => {
    await lockOwnOffering(tx.db, offeringId, personId)
    await deletePicture(tx.db, offeringId)
    await raiseVersion(tx.db, offeringId, tx.now)
    return presentOwnOffering(app, tx.db, { offeringId, personId })
  })
}
