import * as accounts from '#accounts'
import type { App } from '#platform/app.ts'
import type { Db } from '#platform/database.ts'

import { accessOwnOffering } from '../access.ts'
import { type OwnOffering, presentOwn } from '../contract.ts'
import { addressFor } from './address-for.ts'

/** One's own offering as it stands for `db`. Throws missing() for others. */
export async function presentOwnOffering(
  app: App,
  db: Db,
  { offeringId, personId }: { offeringId: string; personId: string },
): Promise<OwnOffering> {
  const offering = await accessOwnOffering(db, offeringId, personId)
  return presentOwn(offering, addressFor(app, offering, await accounts.findHandle(db, personId)))
}
