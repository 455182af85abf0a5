import type { Tx } from '#platform/app.ts'

import { release } from '../copy.ts'
import { saveCopies, takeCopiesOfLink } from '../store/copies.ts'

/**
 * Gives up what was written under a link that ends: it is its owner's own from now on. What was not waits for another link.
 * Nobody waits for a meeting place any more that it was to make.
 */
export async function releaseCopies(tx: Tx, linkId: string): Promise<void> {
  const copies = await takeCopiesOfLink(tx.db, linkId)
  const ending = copies.filter((copy) => copy.state !== 'released')
  await saveCopies(tx.db, ending.map(release))
  for (const { subjectId, personId } of ending.filter(({ wanted }) => wanted?.conference)) {
    await tx.enqueue({ name: 'calendars.copy-conferred', data: { subjectId, personId, url: null } })
  }
}
