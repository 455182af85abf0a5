import type { App } from '#platform/app.ts'
import { hashToken, newToken } from '#platform/ids.ts'

import { type Offering, placeOfToken } from '../offering.ts'

/** A new key of a link-only offering: hashed to be found by, sealed to be shown again. */
export function makeToken(app: App, offeringId: string): Pick<Offering, 'tokenHash' | 'tokenSealed'> {
  const token = newToken()
  return { tokenHash: hashToken(token), tokenSealed: app.sealer.seal(placeOfToken(offeringId), token) }
}
