import type { Tx } from '#platform/app.ts'

import { catchUp } from '../copy.ts'
import { listReceiving, saveCopies, takeCopiesToCome } from '../store/copies.ts'
import { copiesDue } from './want-copies.ts'

/**
 * Writes what a person's calendars have missed: for a link that is new or made again, another calendar that receives, or
 * a setting that wants more. Whatever may stand there already is looked for first. What is over is not caught up on.
 */
export async function catchUpCopies(tx: Tx, personId: string): Promise<void> {
  const place = (await listReceiving(tx.db, [personId])).get(personId)
  const copies = await takeCopiesToCome(tx.db, personId, tx.now)
  const behind = copies
    .filter((copy) => copy.state === 'waiting' || copy.state === 'parked')
    .map((copy) => {
      const receives = place && (copy.isOwn || place.writesAttended)
      return catchUp(copy, receives ? place.calendarId : null, tx.now)
    })
  await saveCopies(tx.db, behind)
  if (behind.length > 0) await tx.enqueue(copiesDue)
}
