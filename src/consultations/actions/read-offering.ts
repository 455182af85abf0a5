import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { accessOfferingAt } from '../access.ts'
import { type Offering, presentOffering } from '../contract.ts'
import { findOfferer } from '../steps/find-offerer.ts'

/** What stands at the address of a public page, for whoever may see it. Throws missing() for others, and for what is off. */
export async function readOffering(
  app: App,
  caller: Caller | null,
  { handle, place }: { handle: string; place: string },
): Promise<Offering> {
  const personId = caller?.personId ?? null
  const offerer = await findOfferer(app.db, handle)
  const offering = await accessOfferingAt(app.db, { offererId: offerer.personId, place, personId })
  return presentOffering(offering, offerer, personId)
}
