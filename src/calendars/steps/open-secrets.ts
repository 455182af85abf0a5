import type { App } from '#platform/app.ts'

import { placeOfSecrets, type Secrets } from '../secrets.ts'

/** What opens the account of a link, out of how it is kept. */
export function openSecrets({ sealer }: App, linkId: string, sealed: string): Secrets {
  return JSON.parse(sealer.open(placeOfSecrets(linkId), sealed)) as Secrets
}

/** The same, as it is to be kept. */
export function sealSecrets({ sealer }: App, linkId: string, secrets: Secrets): string {
  return sealer.seal(placeOfSecrets(linkId), JSON.stringify(secrets))
}
