import type { TxDb } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import { type Change, refuseOtherWish } from '../change.ts'
import { listChanges } from '../store/changes.ts'

type Wish = { kind: Change['kind']; reason: string; startsAt?: Instant }

/** Whether this person's request has been done before. Throws `request_reused` when it was for something else. */
export async function findRepeat(
  db: TxDb,
  meetingId: string,
  request: { actorId: string; requestId: string },
  wish: Wish,
): Promise<boolean> {
  const changes = await listChanges(db, meetingId)
  const earlier = changes.find(
    (change) => change.actorId === request.actorId && change.requestId === request.requestId,
  )
  if (earlier) refuseOtherWish(earlier, wish)
  return earlier !== undefined
}
