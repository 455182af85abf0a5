import type { Tx } from '#platform/app.ts'

import { release } from '../copy.ts'
import { saveCopies, takeCopiesOfLink } from '../store/copies.ts'

/** Gives up what was written under a link that ends: it is its owner's own from now on. What was not waits for another link. */
export async function releaseCopies(tx: Tx, linkId: string): Promise<void> {
  const copies = await takeCopiesOfLink(tx.db, linkId)
  await saveCopies(tx.db, copies.filter((copy) => copy.state !== 'released').map(release))
}
