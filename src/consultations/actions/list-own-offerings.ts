import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import type { OwnOffering } from '../contract.ts'
import { presentOwnOfferings } from '../steps/present-own-offerings.ts'

/** What the caller offers, in their order, and the handle under which they are found. */
export async function listOwnOfferings(
  app: App,
  { personId }: Caller,
): Promise<{ offerings: OwnOffering[]; handle: string | null }> {
  return presentOwnOfferings(app, app.db, personId)
}
