import type { Tx } from '#platform/app.ts'

import { settingsEvent } from '../contract.ts'

/** Has every open page of this person read again what they want to be told. */
export async function tellSettingsChanged(tx: Tx, personId: string): Promise<void> {
  await tx.announce(`u:${personId}`, { kind: settingsEvent, actorId: personId, payload: {} })
}
