import type { App } from '#platform/app.ts'

import { type Offering, placeOfToken } from '../offering.ts'

/** The address of an offering to give away, with its key where that opens it; null while its offerer has no handle. */
export function addressFor(app: App, offering: Offering, handle: string | null): string | null {
  if (handle === null) return null
  const { id, slug, tokenSealed } = offering
  const place = tokenSealed === null ? slug : app.sealer.open(placeOfToken(id), tokenSealed)
  return `${app.config.publicUrl.origin}/p/${handle}/${place}`
}
