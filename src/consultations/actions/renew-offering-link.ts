import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { conflict } from '#platform/refusal.ts'

import { lockOwnOffering } from '../access.ts'
import type { OwnOffering } from '../contract.ts'
import { makeToken } from '../steps/make-token.ts'
import { presentOwnOffering } from '../steps/present-own-offering.ts'
import { updateToken } from '../store/offerings.ts'

/** Gives a link-only offering another key; the one before opens nothing from then on. */
export async function renewOfferingLink(
  app: App,
  { personId }: Caller,
  offeringId: string,
): Promise<OwnOffering> {
  return app.transaction(async (tx) => {
    const { audience } = await lockOwnOffering(tx.db, offeringId, personId)
    if (audience !== 'link_only') {
      throw conflict('not_by_link', 'This offering has a page of its own address, so there is no other link.')
    }
    await updateToken(tx.db, offeringId, makeToken(app, offeringId), tx.now)
    await tx.audit({ action: 'offering.link-renewed', actorId: personId, subjectId: offeringId })
    return presentOwnOffering(app, tx.db, { offeringId, personId })
  })
}
