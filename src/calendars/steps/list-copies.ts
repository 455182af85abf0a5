import type { Db } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import { type CopyStand, standOf } from '../copy.ts'
import { effectiveState, isUsable } from '../link.ts'
import type { ProviderName } from '../providers.ts'
import { listPlacedCopies } from '../store/copies.ts'
import { listWindows } from '../store/relink-windows.ts'

/** Where a meeting stands in one person's calendar: the kind of calendar and a word, never an address or a calendar's name. */
export type ShownCopy = {
  personId: string
  provider: ProviderName
  stand: Exclude<CopyStand, 'none'>
  /** Why it is not there, for its owner alone. */
  sentence: string | null
}

/** Where one thing stands in people's calendars, as one of them may see it. Who has no calendar for it is not among them. */
export async function listCopies(
  db: Db,
  subjectId: string,
  { readerId, now }: { readerId: string; now: Instant },
): Promise<ShownCopy[]> {
  const placed = await listPlacedCopies(db, subjectId)
  if (placed.every(({ link }) => link === null)) return []
  const windows = await listWindows(db)
  return placed.flatMap(({ copy, link }) => {
    if (!link) return []
    const stand = standOf(copy, isUsable(effectiveState(link, windows, now)))
    if (stand === 'none') return []
    const sentence = copy.personId === readerId ? copy.lastError : null
    return [{ personId: copy.personId, provider: link.provider, stand, sentence }]
  })
}
