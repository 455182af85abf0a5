import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { countWrite } from '#platform/rate-limits.ts'
import { HOUR } from '#time/instant.ts'

import { lockOwnOffering } from '../access.ts'
import type { OwnOffering, TermsToKeep } from '../contract.ts'
import { chooseSlug } from '../steps/choose-slug.ts'
import { makeToken } from '../steps/make-token.ts'
import { refuseSchedule } from '../steps/refuse-schedule.ts'
import { presentOwnOffering } from '../steps/present-own-offering.ts'
import { updateOffering } from '../store/offerings.ts'

const changesAnHour = { tries: 300, windowMs: HOUR }

/** Offers it differently from now on. What becomes link-only gets a key; what no longer is loses its own. */
export async function changeOffering(
  app: App,
  caller: Caller,
  offeringId: string,
  terms: TermsToKeep,
): Promise<OwnOffering> {
  const { personId } = caller
  return app.transaction(async (tx) => {
    await countWrite(tx, `offering-change|${personId}`, changesAnHour)
    const before = await lockOwnOffering(tx.db, offeringId, personId)
    await refuseSchedule(tx.db, personId, terms.scheduleId)
    await updateOffering(tx.db, offeringId, {
      terms: {
        ...terms,
        durations: terms.durations.toSorted((one, other) => one - other),
        slug: await chooseSlug(tx.db, terms, { personId, offeringId }),
      },
      token: tokenFor(),
      now: tx.now,
    })
    return presentOwnOffering(app, tx.db, { offeringId, personId })

    function tokenFor() {
      if (terms.audience !== 'link_only') return { tokenHash: null, tokenSealed: null }
      return before.tokenHash === null ? makeToken(app, offeringId) : before
    }
  })
}
