import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { newId } from '#platform/ids.ts'
import { countWrite } from '#platform/rate-limits.ts'
import { conflict } from '#platform/refusal.ts'
import { HOUR } from '#time/instant.ts'

import type { OwnOffering, TermsToKeep } from '../contract.ts'
import { mostOfferings } from '../offering.ts'
import { chooseSlug } from '../steps/choose-slug.ts'
import { makeToken } from '../steps/make-token.ts'
import { refuseSchedule } from '../steps/refuse-schedule.ts'
import { presentOwnOffering } from '../steps/present-own-offering.ts'
import { insertOffering, listOfferings } from '../store/offerings.ts'

const offeringsAnHour = { tries: 60, windowMs: HOUR }

/** Offers something, after what the caller offers already. It is off until it is turned on. */
export async function makeOffering(app: App, caller: Caller, terms: TermsToKeep): Promise<OwnOffering> {
  const { personId } = caller
  return app.transaction(async (tx) => {
    // Also makes two at once wait for each other, so that they are counted rightly.
    await countWrite(tx, `offering|${personId}`, offeringsAnHour)
    const others = await listOfferings(tx.db, personId)
    if (others.length >= mostOfferings) {
      throw conflict('too_many_offerings', `You can offer at most ${mostOfferings} consultations.`)
    }
    await refuseSchedule(tx.db, personId, terms.scheduleId)
    const id = newId(tx.now)
    const noToken = { tokenHash: null, tokenSealed: null }
    await insertOffering(tx.db, {
      ...terms,
      id,
      personId,
      durations: terms.durations.toSorted((one, other) => one - other),
      slug: await chooseSlug(tx.db, terms, { personId, offeringId: id }),
      ...(terms.audience === 'link_only' ? makeToken(app, id) : noToken),
      isOn: false,
      position: Math.max(-1, ...others.map(({ position }) => position)) + 1,
      createdAt: tx.now,
    })
    return presentOwnOffering(app, tx.db, { offeringId: id, personId })
  })
}
