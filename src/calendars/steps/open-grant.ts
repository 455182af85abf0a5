import type { App } from '#platform/app.ts'

import type { Grant } from '../port.ts'
import { placeOfAttempt } from '../secrets.ts'

/** What was granted, out of the attempt in which it is sealed. */
export function openGrant(
  app: App,
  { id, sealed }: { id: string; sealed: string },
): Pick<Grant, 'tokens' | 'missing'> {
  return JSON.parse(app.sealer.open(placeOfAttempt(id), sealed)) as Pick<Grant, 'tokens' | 'missing'>
}
