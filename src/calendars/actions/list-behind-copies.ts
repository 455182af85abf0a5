import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { MINUTE } from '#time/instant.ts'

import { type BehindCopy, listBehind } from '../store/behind-copies.ts'

/** The caller's meetings that are not in their calendar as they should be. What was agreed within the last minute is on its way. */
export async function listBehindCopies(app: App, { personId }: Caller): Promise<BehindCopy[]> {
  const now = app.now()
  return listBehind(app.db, personId, { now, since: now - MINUTE })
}
