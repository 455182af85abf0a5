import type { App } from '#platform/app.ts'

import type { MailStop } from '../mail-stop.ts'
import { openStop } from '../steps/open-stop.ts'

/** Which mails an address would end. */
export async function readStop(app: App, token: string): Promise<MailStop> {
  return openStop(app, token)
}
