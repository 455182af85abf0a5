import type { App } from '#platform/app.ts'

import { type MailStop, placeOfStops, writeStop } from '../mail-stop.ts'

/** Where one POST ends these mails, and a page asks whether to. Whoever has the mail may. */
export function stopAddress(app: App, stop: MailStop): string {
  return new URL(`/stop/${app.sealer.seal(placeOfStops, writeStop(stop))}`, app.config.publicUrl).href
}
