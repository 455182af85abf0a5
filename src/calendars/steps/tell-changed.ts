import type { Tx } from '#platform/app.ts'

import { changedEvent } from '../contract/link.ts'

/** Has every open page of this person ask again how their calendars are. */
export async function tellChanged(tx: Tx, personId: string): Promise<void> {
  await tx.announce(`u:${personId}`, { kind: changedEvent, actorId: personId, payload: {} })
}
