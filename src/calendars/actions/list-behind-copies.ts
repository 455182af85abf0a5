import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { MINUTE } from '#time/instant.ts'

import type { BehindCopy } from '../copy.ts'
import { effectiveState, isUsable } from '../link.ts'
import { listUnwritten } from '../store/behind-copies.ts'
import { listWindows } from '../store/relink-windows.ts'

// What was agreed within the last minute is on its way.
const onItsWayMs = MINUTE

/** The caller's meetings that are not in their calendar as they should be: late, failed, given up, or waiting for their link. */
export async function listBehindCopies(app: App, { personId }: Caller): Promise<BehindCopy[]> {
  const now = app.now()
  const unwritten = await listUnwritten(app.db, personId, now)
  if (unwritten.length === 0) return []
  const windows = await listWindows(app.db)
  const behind = unwritten.map(({ copy, link }) => {
    const needsRelink = !isUsable(effectiveState(link, windows, now))
    return { copy, provider: link.provider, needsRelink }
  })
  return behind.filter(
    ({ copy, needsRelink }) => needsRelink || copy.lastError !== null || copy.behindSince < now - onItsWayMs,
  )
}
