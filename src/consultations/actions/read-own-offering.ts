import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import type { OwnOffering } from '../contract.ts'
import { presentOwnOffering } from '../steps/present-own-offering.ts'

/** Something the caller offers. */
export async function readOwnOffering(
  app: App,
  { personId }: Caller,
  offeringId: string,
): Promise<OwnOffering> {
  return presentOwnOffering(app, app.db, { offeringId, personId })
}
