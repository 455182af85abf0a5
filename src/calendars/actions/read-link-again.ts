import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { countTry } from '#platform/rate-limits.ts'
import { MINUTE } from '#time/instant.ts'

import { accessLink } from '../access.ts'
import { readLink } from '../steps/read-link.ts'

const readsInARow = { tries: 10, windowMs: MINUTE }

/** Reads the calendars of one's link again, whatever they waited for; an account that asked for a pause has it. */
export async function readLinkAgain(app: App, caller: Caller, linkId: string): Promise<void> {
  await accessLink(app.db, linkId, caller.personId)
  await countTry(app, `calendar-read:${caller.personId}`, readsInARow)
  await readLink(app, linkId, true)
}
