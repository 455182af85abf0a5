import * as notifications from '#notifications'
import type { Tx } from '#platform/app.ts'

import { answerKey } from '../agreement.ts'
import { counterKey } from '../counter-offer.ts'
import type { Invite } from '../invite.ts'

/**
 * Takes back, in the caller's change, what an invite asked of people: to mark times, and of its sender to look at those of others.
 * Nobody is to answer what is booked or withdrawn.
 */
export async function endAsking(
  tx: Tx,
  { id, organizerId, answerBy }: Invite,
  memberIds: readonly string[],
): Promise<void> {
  if (answerBy !== null) await notifications.takeBack(tx, answerKey(id), memberIds)
  await notifications.takeBack(tx, counterKey(id), [organizerId])
}
