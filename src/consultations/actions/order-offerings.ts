import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import type { OwnOffering } from '../contract.ts'
import { presentOwnOfferings } from '../steps/present-own-offerings.ts'
import { listOfferings, updateOrder } from '../store/offerings.ts'

/** Puts what the caller offers in this order; what is not named follows as it stood. Ids of others change nothing. */
export async function orderOfferings(
  app: App,
  caller: Caller,
  offeringIds: readonly string[],
): Promise<{ offerings: OwnOffering[]; handle: string | null }> {
  return app.transaction(async (tx) => {
    const own = (await listOfferings(tx.db, caller.personId)).map(({ id }) => id)
    const named = [...new Set(offeringIds)].filter((id) => own.includes(id))
    const others = own.filter((id) => !named.includes(id))
    await updateOrder(tx.db, caller.personId, [...named, ...others])
    return presentOwnOfferings(app, tx.db, caller.personId)
  })
}
