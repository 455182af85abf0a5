import type { App } from '#platform/app.ts'
import { missing } from '#platform/refusal.ts'

import { type MailStop, placeOfStops, readStop } from '../mail-stop.ts'

/** What an address that ends mails is about; to whoever made one up there is none (404). */
export function openStop(app: App, token: string): MailStop {
  const stop = readStop(openOrNothing(app, token))
  if (!stop) throw missing()
  return stop
}

// Whatever does not open was not sealed here.
function openOrNothing({ sealer }: App, token: string): string {
  try {
    return sealer.open(placeOfStops, token)
  } catch {
    return ''
  }
}
