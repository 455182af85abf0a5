import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import type { Instant } from '#time/instant.ts'
import { findTimeZone } from '#time/zone.ts'

import { accessOfferingAt } from '../access.ts'
import { presentOffering } from '../contract.ts'
import { chosenStart } from '../offering.ts'
import type { OfferingPage } from '../pages.ts'
import { findOfferer } from '../steps/find-offerer.ts'
import { listNextStarts } from '../steps/list-next-starts.ts'

type Asked = { at?: string | undefined; minutes?: string | undefined; zone?: string | undefined }

/**
 * All that the page of an offering says to this reader, and whether search engines may list it. Throws missing() for whom it
 * is not for, and where nothing stands.
 */
export async function readOfferingPage(
  app: App,
  caller: Caller | null,
  { handle, place }: { handle: string; place: string },
  { at, minutes, zone }: Asked,
): Promise<{ page: OfferingPage; isListed: boolean }> {
  const personId = caller?.personId ?? null
  const offerer = await findOfferer(app.db, handle)
  const kept = await accessOfferingAt(app.db, { offererId: offerer.personId, place, personId })
  const { origin } = app.config.publicUrl
  const now = app.now()
  return {
    page: {
      offering: presentOffering(kept, offerer, personId),
      url: `${origin}/p/${offerer.handle}/${kept.audience === 'link_only' ? place : kept.slug}`,
      origin,
      starts: await listNextStarts(app, kept),
      timeZone: findTimeZone(zone ?? '') ?? offerer.timeZone,
      now,
      chosen: chosenIn(kept.durations, { at, minutes }, now),
    },
    isListed: kept.isOn && kept.audience === 'anyone',
  }
}

// Whether it is still free is asked when it is confirmed.
function chosenIn(
  durations: readonly number[],
  { at, minutes }: Asked,
  now: Instant,
): { at: Instant; minutes: number } | null {
  const start = chosenStart(at, now)
  const long = durations.find((one) => String(one) === minutes) ?? durations[0]
  return start === null || long === undefined ? null : { at: start, minutes: long }
}
