import * as rooms from '#rooms'
import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { missing } from '#platform/refusal.ts'

import { type Offering, presentOffering } from '../contract.ts'
import { maySee } from '../offering.ts'
import { findOfferer } from '../steps/find-offerer.ts'
import { listOfferings } from '../store/offerings.ts'

/** Somebody and what they offer that stands on their page for this reader: nothing by link alone. Throws missing() for nothing at all. */
export async function readOfferer(
  app: App,
  caller: Caller | null,
  handle: string,
): Promise<{ offerer: Offering['offerer']; offerings: { offering: Offering; path: string }[] }> {
  const personId = caller?.personId ?? null
  const offerer = await findOfferer(app.db, handle)
  const all = await listOfferings(app.db, offerer.personId)
  const sharesRoom = personId !== null && (await rooms.shareRoom(app.db, offerer.personId, personId))
  const seen = all.filter(
    (one) => one.isOn && one.audience !== 'link_only' && maySee(one, { personId, keyHash: null, sharesRoom }),
  )
  if (seen.length === 0) throw missing()
  return {
    offerer,
    offerings: seen.map((one) => ({
      offering: presentOffering(one, offerer, personId),
      path: `/p/${offerer.handle}/${one.slug}`,
    })),
  }
}
