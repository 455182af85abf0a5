import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { missing } from '#platform/refusal.ts'
import { findTimeZone } from '#time/zone.ts'

import { accessOfferingAt } from '../access.ts'
import { presentOffering } from '../contract.ts'
import { chosenStart, type Offering } from '../offering.ts'
import type { OfferingPage } from '../pages.ts'
import { findOfferer } from '../steps/find-offerer.ts'
import { listNextStarts } from '../steps/list-next-starts.ts'

type Asked = Partial<Record<'at' | 'minutes' | 'from' | 'zone', string | undefined>>

/**
 * All that the page of an offering says to this reader, and whether search engines may list it. Throws missing() for whom it
 * is not for, and where nothing stands.
 */
export async function readOfferingPage(
  app: App,
  caller: Caller | null,
  { handle, place }: { handle: string; place: string },
  asked: Asked,
): Promise<{ page: OfferingPage; isListed: boolean }> {
  const personId = caller?.personId ?? null
  const offerer = await findOfferer(app.db, handle)
  const kept = await accessOfferingAt(app.db, { offererId: offerer.personId, place, personId })
  const { origin } = app.config.publicUrl
  const now = app.now()
  const minutes = durationIn(kept, asked.minutes)
  const from = chosenStart(asked.from, now)
  const zone = findTimeZone(asked.zone ?? '') ?? null
  return {
    page: {
      offering: presentOffering(kept, offerer, personId),
      url: `${origin}/p/${offerer.handle}/${kept.audience === 'link_only' ? place : kept.slug}`,
      origin,
      minutes,
      from,
      next: await listNextStarts(app, kept, { durationMinutes: minutes, from: from ?? now }),
      zone,
      timeZone: zone ?? offerer.timeZone,
      now,
      // Whether it is still free is asked when it is confirmed.
      chosenAt: chosenStart(asked.at, now),
    },
    isListed: kept.isOn && kept.audience === 'anyone',
  }
}

// The one that was chosen on the way here, or the shortest.
function durationIn({ durations }: Pick<Offering, 'durations'>, minutes: string | undefined): number {
  const long = durations.find((one) => String(one) === minutes) ?? durations[0]
  if (long === undefined) throw missing()
  return long
}
