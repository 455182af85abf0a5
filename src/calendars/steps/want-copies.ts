import type { Tx } from '#platform/app.ts'
import type { Instant } from '#time/instant.ts'

import { want, type Wish } from '../copy.ts'
import { listReceiving, saveCopies, takeCopies } from '../store/copies.ts'

/** The job that wakes the writer; enqueued with every wish. */
export const copiesDue = { name: 'calendars.copies-due', data: {} }

/**
 * Says what should stand in people's calendars of one thing from now on, in the caller's change: written into whichever
 * calendar of theirs receives, now or once one does. Whoever is not named keeps what they have. A later wish replaces
 * an earlier one that was not written yet; of what `isNew` there is none.
 */
export async function wantCopies(
  tx: Tx,
  wished: { subjectId: string; isNew: boolean; endsAt: Instant; copies: readonly Wish[] },
): Promise<void> {
  const { subjectId, isNew, endsAt, copies: wishes } = wished
  const earlier = isNew ? [] : await takeCopies(tx.db, subjectId)
  const receiving = await listReceiving(
    tx.db,
    wishes.map((wish) => wish.personId),
  )
  const changed = wishes.flatMap((wish) => {
    const copy = earlier.find((one) => one.personId === wish.personId)
    const place = receiving.get(wish.personId)
    const calendarId = place && (wish.isOwn || place.writesAttended) ? place.calendarId : null
    return want(copy, wish, { subjectId, endsAt, calendarId, now: tx.now }) ?? []
  })
  await saveCopies(tx.db, changed)
  if (changed.some((copy) => copy.state === 'waiting' && copy.calendarId !== null))
    await tx.enqueue(copiesDue)
  // What is its owner's own by now is not written any more, so no place comes with it.
  const released = earlier.filter(({ state }) => state === 'released').map((copy) => copy.personId)
  for (const { personId } of wishes.filter(
    (one) => one.wanted?.conference && released.includes(one.personId),
  ))
    await tx.enqueue({ name: 'calendars.copy-conferred', data: { subjectId, personId, url: null } })
}
