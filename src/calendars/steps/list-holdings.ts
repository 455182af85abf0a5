import type { Db } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import { type Holding, holdingOf } from '../copy.ts'
import { effectiveState, isUsable } from '../link.ts'
import { listPlacedCopies } from '../store/copies.ts'
import { listWindows } from '../store/relink-windows.ts'

/** How the calendars of those who have one know of a thing; whoever is not in it has none that does. */
export async function listHoldings(db: Db, subjectId: string, now: Instant): Promise<Map<string, Holding>> {
  const placed = await listPlacedCopies(db, subjectId)
  const windows = placed.every(({ link }) => link === null) ? [] : await listWindows(db)
  return new Map(
    placed.flatMap(({ copy, link }) => {
      const holding = holdingOf(copy, link !== null && isUsable(effectiveState(link, windows, now)))
      return holding === null ? [] : [[copy.personId, holding] as const]
    }),
  )
}
